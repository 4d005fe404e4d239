-- What this data directory is: its mode (demo or live) and the demo seeds that were planted.
CREATE TABLE installation (
    name  {{text:80}}  NOT NULL PRIMARY KEY,
    value {{text:200}} NOT NULL,
    at    {{instant}}  NOT NULL
);
