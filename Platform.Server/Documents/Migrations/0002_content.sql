-- A document keeps what it says and names the application it speaks of, instead of a copy of the finished sheet.
ALTER TABLE document ADD content_revision {{int}} NULL;

ALTER TABLE document ADD content_digest {{text:64}} NULL;
