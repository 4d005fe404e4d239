-- A message keeps its template's version and its data; the text is written when it is read. Data names people, so it is stored encrypted.
ALTER TABLE inbox_message ADD version {{text:200}} NULL;

ALTER TABLE inbox_message ADD data {{text}} NULL;

ALTER TABLE inbox_message DROP COLUMN subject;

ALTER TABLE inbox_message DROP COLUMN body;
