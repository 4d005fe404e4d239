CREATE TABLE definition (
    owner {{text:12}} NOT NULL,
    kind {{text:32}} NOT NULL,
    definition_key {{text:100}} NOT NULL,
    version {{int}} NOT NULL,
    state {{text:10}} NOT NULL,
    document {{text}} NOT NULL,
    etag {{text:64}} NOT NULL,
    saved_at {{instant}} NOT NULL,
    saved_by {{text:100}} NOT NULL,
    published_at {{instant}} NULL,
    published_by {{text:100}} NULL,
    PRIMARY KEY (owner, kind, definition_key, version)
);

CREATE UNIQUE INDEX ux_definition_draft ON definition (owner, kind, definition_key) WHERE state = 'draft';
CREATE UNIQUE INDEX ux_definition_active ON definition (kind, definition_key, owner) WHERE state = 'active';
