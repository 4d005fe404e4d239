CREATE TABLE account (
    id {{guid}} NOT NULL PRIMARY KEY,
    kind {{text:16}} NOT NULL,
    user_name {{text:40}} NULL,
    name {{text:100}} NOT NULL,
    id_type {{text:8}} NULL,
    id_number {{text:400}} NULL,
    id_number_hash {{text:64}} NULL,
    phone {{text:400}} NULL,
    phone_hash {{text:64}} NULL,
    password_hash {{text:200}} NOT NULL,
    must_change {{bool}} NOT NULL,
    stamp {{text:32}} NOT NULL,
    failed_tries {{int}} NOT NULL,
    locked_until {{instant}} NULL,
    disabled {{bool}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NULL,
    created_at {{instant}} NOT NULL,
    version {{int}} NOT NULL
);

CREATE UNIQUE INDEX ux_account_user_name ON account (user_name) WHERE user_name IS NOT NULL;
CREATE UNIQUE INDEX ux_account_id_number ON account (id_type, id_number_hash) WHERE id_number_hash IS NOT NULL;
CREATE INDEX ix_account_phone ON account (phone_hash);
CREATE INDEX ix_account_locality ON account (locality, kind, id);

CREATE TABLE account_grant (
    id {{guid}} NOT NULL PRIMARY KEY,
    account_id {{guid}} NOT NULL,
    role {{text:40}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NULL
);

CREATE INDEX ix_account_grant_account ON account_grant (account_id);
CREATE INDEX ix_account_grant_role ON account_grant (locality, role);

CREATE TABLE account_signed_out (
    session_id {{guid}} NOT NULL PRIMARY KEY,
    account_id {{guid}} NOT NULL,
    expires_at {{instant}} NOT NULL
);

CREATE INDEX ix_account_signed_out_account ON account_signed_out (account_id, expires_at);

CREATE TABLE authority (
    code {{text:18}} NOT NULL PRIMARY KEY,
    name {{json}} NOT NULL,
    locality {{text:12}} NOT NULL,
    version {{int}} NOT NULL
);

CREATE INDEX ix_authority_locality ON authority (locality, code);

CREATE TABLE account_group (
    id {{guid}} NOT NULL PRIMARY KEY,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    name {{json}} NOT NULL,
    version {{int}} NOT NULL
);

CREATE INDEX ix_account_group_locality ON account_group (locality, authority, id);

CREATE TABLE account_group_member (
    group_id {{guid}} NOT NULL,
    account_id {{guid}} NOT NULL,
    PRIMARY KEY (group_id, account_id)
);

CREATE INDEX ix_account_group_member_account ON account_group_member (account_id);

CREATE TABLE api_key (
    id {{guid}} NOT NULL PRIMARY KEY,
    name {{text:100}} NOT NULL,
    channel {{text:16}} NOT NULL,
    locality {{text:12}} NOT NULL,
    secret_hash {{text:64}} NOT NULL,
    hint {{text:12}} NOT NULL,
    created_at {{instant}} NOT NULL,
    created_by {{text:100}} NOT NULL,
    expires_at {{instant}} NOT NULL,
    revoked_at {{instant}} NULL
);

CREATE INDEX ix_api_key_locality ON api_key (locality, id);

CREATE TABLE sms_code (
    id {{guid}} NOT NULL PRIMARY KEY,
    phone_hash {{text:64}} NOT NULL,
    purpose {{text:20}} NOT NULL,
    code_hash {{text:64}} NOT NULL,
    tries_left {{int}} NOT NULL,
    created_at {{instant}} NOT NULL,
    expires_at {{instant}} NOT NULL,
    used {{bool}} NOT NULL
);

CREATE INDEX ix_sms_code_phone ON sms_code (phone_hash, purpose, created_at);
