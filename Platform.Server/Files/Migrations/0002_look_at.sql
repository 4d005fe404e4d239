-- When to look whether a file is attached to something; null once it is for good.
ALTER TABLE stored_file ADD look_at {{instant}} NULL;
UPDATE stored_file SET look_at = uploaded_at;
CREATE INDEX ix_stored_file_look_at ON stored_file (look_at);
CREATE INDEX ix_stored_file_hash ON stored_file (hash);
