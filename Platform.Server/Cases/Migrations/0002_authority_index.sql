-- The cases of one authority, last filed first, are what its people list.
create index ix_case_file_authority on case_file (authority, id);
