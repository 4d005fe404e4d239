-- Who stands in for whom, by days in China, both included.
CREATE TABLE account_substitute (
    id {{guid}} NOT NULL PRIMARY KEY,
    account_id {{guid}} NOT NULL,
    substitute_id {{guid}} NOT NULL,
    locality {{text:12}} NOT NULL,
    from_day {{date}} NOT NULL,
    until_day {{date}} NOT NULL
);

CREATE INDEX ix_account_substitute_account ON account_substitute (account_id, until_day);

CREATE INDEX ix_account_substitute_until ON account_substitute (until_day, id);
