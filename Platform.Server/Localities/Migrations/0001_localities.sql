CREATE TABLE locality (
    code {{text:12}} NOT NULL PRIMARY KEY,
    name {{json}} NOT NULL,
    valid_from {{date}} NULL,
    valid_to {{date}} NULL
);
