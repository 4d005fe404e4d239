CREATE TABLE document_series (
    authority {{text:18}} NOT NULL,
    kind {{text:60}} NOT NULL,
    year {{int}} NOT NULL,
    last {{int}} NOT NULL,
    PRIMARY KEY (authority, kind, year)
);

CREATE TABLE document (
    id {{guid}} NOT NULL PRIMARY KEY,
    case_id {{guid}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    authority_name {{text:200}} NOT NULL,
    kind {{text:60}} NOT NULL,
    number {{text:200}} NOT NULL,
    title {{json}} NOT NULL,
    template {{text:200}} NOT NULL,
    content {{text}} NOT NULL,
    content_hash {{text:64}} NOT NULL,
    hash_start {{bigint}} NOT NULL,
    issued_on {{date}} NOT NULL,
    issued_at {{instant}} NOT NULL
);

CREATE INDEX ix_document_case ON document (case_id, id);

CREATE INDEX ix_document_hash ON document (hash_start);
