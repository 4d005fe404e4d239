CREATE TABLE item_snapshot (
    version_id {{text:40}} NOT NULL PRIMARY KEY,
    locality {{text:12}} NOT NULL,
    item_key {{text:100}} NOT NULL,
    pins {{text}} NOT NULL,
    item {{text}} NOT NULL,
    taken_at {{instant}} NOT NULL
);

CREATE INDEX ix_item_snapshot_item ON item_snapshot (locality, item_key);
