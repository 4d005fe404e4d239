CREATE TABLE audit_entry (
    id {{guid}} NOT NULL PRIMARY KEY,
    at {{instant}} NOT NULL,
    actor_name {{text:100}} NOT NULL,
    actor_id {{guid}} NULL,
    act {{text:60}} NOT NULL,
    subject {{text:200}} NOT NULL,
    locality {{text:12}} NOT NULL,
    detail {{json}} NOT NULL
);

CREATE INDEX ix_audit_entry_locality ON audit_entry (locality, at, id);
CREATE INDEX ix_audit_entry_subject ON audit_entry (subject, at);
