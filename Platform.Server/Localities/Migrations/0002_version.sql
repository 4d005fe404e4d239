-- Counts the changes of the tree, so that a reader knows without reading it whether there is anything new.
CREATE TABLE locality_version (
    id {{int}} NOT NULL PRIMARY KEY,
    version {{bigint}} NOT NULL
);

INSERT INTO locality_version (id, version) VALUES (1, 1);
