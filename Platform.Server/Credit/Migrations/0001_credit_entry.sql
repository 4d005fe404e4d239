-- Whose promise is not taken, by place. The person is encrypted, found by a keyed hash; entries are lifted, never deleted.
CREATE TABLE credit_entry (
    id {{guid}} NOT NULL PRIMARY KEY,
    locality {{text:12}} NOT NULL,
    person_hash {{text:64}} NOT NULL,
    person {{json}} NOT NULL,
    mark {{text:20}} NOT NULL,
    reason {{json}} NOT NULL,
    case_number {{text:50}} NULL,
    from_day {{date}} NOT NULL,
    until_day {{date}} NULL,
    entered_by {{text:100}} NOT NULL,
    entered_at {{instant}} NOT NULL,
    lifted_by {{text:100}} NULL,
    lifted_at {{instant}} NULL,
    lift_reason {{json}} NULL
);

CREATE INDEX ix_credit_entry_person ON credit_entry (person_hash, locality);
CREATE INDEX ix_credit_entry_locality ON credit_entry (locality, id);
