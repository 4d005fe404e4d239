-- A message to a role may be for one group of its authority alone.
ALTER TABLE inbox_message ADD team {{text:40}} NULL;
