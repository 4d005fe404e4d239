CREATE TABLE stored_file (
    id {{guid}} NOT NULL PRIMARY KEY,
    hash {{text:64}} NOT NULL,
    name {{text:200}} NOT NULL,
    type {{text:100}} NOT NULL,
    size_bytes {{bigint}} NOT NULL,
    owner {{text:100}} NOT NULL,
    uploaded_at {{instant}} NOT NULL
);
