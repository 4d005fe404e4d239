-- States and answers as sealed bytes: text of the same is a third longer, and states are written with every step. What lists need stands in case_line.
create table case_state (
  case_id {{guid}} not null primary key,
  version {{bigint}} not null,
  locality {{text:12}} not null,
  plain {{int}} not null,
  sealed {{blob}} not null
);
insert into case_state (case_id, version, locality, plain, sealed) select id, version, locality, case when tracking_code = '' then 0 else 1 end, convert_to(body, 'UTF8') from case_file;
-- What was written before states were sealed, until it is.
create index ix_case_state_plain on case_state (case_id) where plain = 1;
drop table case_file;
create table case_content (
  case_id {{guid}} not null,
  revision {{int}} not null,
  locality {{text:12}} not null,
  sealed {{blob}} not null,
  primary key (case_id, revision)
);
insert into case_content (case_id, revision, locality, sealed) select case_id, revision, locality, convert_to(body, 'UTF8') from case_answers;
drop table case_answers;
