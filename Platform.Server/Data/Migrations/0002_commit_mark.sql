-- The last transaction of each writer: after a lost connection it tells whether a commit arrived. Not used where the writer cannot lose its database.
CREATE TABLE commit_mark (
    writer {{int}}  NOT NULL PRIMARY KEY,
    batch  {{guid}} NOT NULL
);
