-- Addressed to one account, or to everybody who holds a role at the place: readers match by their grants.
CREATE TABLE inbox_message (
    id {{guid}} NOT NULL PRIMARY KEY,
    account_id {{guid}} NULL,
    role {{text:40}} NULL,
    authority {{text:18}} NULL,
    locality {{text:12}} NOT NULL,
    template {{text:100}} NOT NULL,
    subject {{json}} NOT NULL,
    body {{json}} NOT NULL,
    link {{text:400}} NULL,
    sent_at {{instant}} NOT NULL
);

CREATE INDEX ix_inbox_message_account ON inbox_message (account_id, id);

CREATE INDEX ix_inbox_message_role ON inbox_message (role, locality, id);

CREATE TABLE inbox_read (
    account_id {{guid}} NOT NULL,
    message_id {{guid}} NOT NULL,
    read_at {{instant}} NOT NULL,
    PRIMARY KEY (account_id, message_id)
);

-- What the demonstration gateway would have sent.
CREATE TABLE demo_sms (
    id {{guid}} NOT NULL PRIMARY KEY,
    phone {{text:30}} NOT NULL,
    body {{text:1000}} NOT NULL,
    sent_at {{instant}} NOT NULL
);
