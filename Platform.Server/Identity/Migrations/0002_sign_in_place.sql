-- Where somebody tried to sign in to an account: the address as a keyed hash, what went wrong there, and when it last went right.
CREATE TABLE account_sign_in_place (
    account_id {{guid}} NOT NULL,
    place {{text:64}} NOT NULL,
    failed_tries {{int}} NOT NULL,
    locked_until {{instant}} NULL,
    last_right_at {{instant}} NULL,
    last_try_at {{instant}} NOT NULL,
    PRIMARY KEY (account_id, place)
);

CREATE INDEX ix_account_sign_in_place_last ON account_sign_in_place (last_try_at);
