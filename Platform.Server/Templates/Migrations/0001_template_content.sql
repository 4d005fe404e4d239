CREATE TABLE template_content (
    owner {{text:12}} NOT NULL,
    kind {{text:32}} NOT NULL,
    definition_key {{text:100}} NOT NULL,
    template_id {{text:100}} NOT NULL,
    template_version {{text:20}} NOT NULL,
    document {{text}} NOT NULL,
    installed_at {{instant}} NOT NULL,
    PRIMARY KEY (owner, kind, definition_key)
);

CREATE INDEX ix_template_content_template ON template_content (owner, template_id);
