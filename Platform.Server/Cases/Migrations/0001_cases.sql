-- One row per case: what lists and look-ups need, and beside it the whole state as the owner of the case keeps it.
create table case_file (
  id {{guid}} not null primary key,
  version {{bigint}} not null,
  locality {{text:12}} not null,
  authority {{text:18}} not null,
  number {{text:50}} not null,
  tracking_code {{text:16}} not null,
  item_code {{text:80}} not null,
  state {{text:20}} not null,
  applicant_account {{guid}} null,
  applicant_hash {{text:64}} not null,
  filed_at {{instant}} not null,
  updated_at {{instant}} not null,
  due_on {{date}} null,
  body {{json}} not null
);
create unique index ux_case_file_number on case_file (number);
create index ix_case_file_list on case_file (locality, state, id);
create index ix_case_file_applicant on case_file (applicant_hash, id);
create index ix_case_file_account on case_file (applicant_account, id);

-- Answers apart from the state: they are large and change rarely. Encrypted as one text.
create table case_answers (
  case_id {{guid}} not null,
  revision {{int}} not null,
  locality {{text:12}} not null,
  body {{json}} not null,
  primary key (case_id, revision)
);

-- The journal: append-only, chained per case over the exact stored bytes.
create table case_event (
  case_id {{guid}} not null,
  seq {{int}} not null,
  locality {{text:12}} not null,
  name {{text:40}} not null,
  at {{instant}} not null,
  national_code {{text:4}} null,
  actor_kind {{text:12}} not null,
  actor_id {{guid}} null,
  actor_name {{text:100}} not null,
  actor_role {{text:40}} null,
  channel {{text:20}} null,
  payload {{json}} not null,
  hash {{text:64}} not null,
  primary key (case_id, seq)
);

create table case_task (
  id {{guid}} not null primary key,
  case_id {{guid}} not null,
  locality {{text:12}} not null,
  state {{text:10}} not null,
  role {{text:40}} null,
  authority {{text:18}} null,
  team {{text:40}} null,
  assignee {{guid}} null,
  kind {{text:30}} not null,
  step_id {{text:80}} not null,
  opened_at {{instant}} not null,
  due_on {{date}} null,
  closed_at {{instant}} null,
  closed_by {{guid}} null,
  outcome {{text:40}} null,
  body {{json}} not null
);
create index ix_case_task_open on case_task (state, authority, role, locality, id);
create index ix_case_task_assignee on case_task (assignee, state, id);
create index ix_case_task_case on case_task (case_id, id);

create table case_timer (
  id {{guid}} not null primary key,
  case_id {{guid}} not null,
  locality {{text:12}} not null,
  due_at {{instant}} not null,
  attempts {{int}} not null,
  not_before {{instant}} not null
);
create index ix_case_timer_due on case_timer (not_before, id);

create table case_request (
  requester {{text:80}} not null,
  request_key {{text:100}} not null,
  digest {{text:64}} not null,
  case_id {{guid}} not null,
  at {{instant}} not null,
  primary key (requester, request_key)
);

create table case_series (
  authority {{text:18}} not null,
  day {{date}} not null,
  last_value {{int}} not null,
  primary key (authority, day)
);

create table case_draft (
  id {{guid}} not null primary key,
  account {{guid}} not null,
  locality {{text:12}} not null,
  item_code {{text:80}} not null,
  version {{int}} not null,
  updated_at {{instant}} not null,
  expires_at {{instant}} not null,
  body {{json}} not null
);
create index ix_case_draft_account on case_draft (account, id);

-- An opinion that is being typed; gone when the task is done.
create table case_opinion (
  task_id {{guid}} not null,
  account {{guid}} not null,
  saved_at {{instant}} not null,
  body {{json}} not null,
  primary key (task_id, account)
);

-- Which case a file was handed in with: whoever may read the case may open the file.
create table case_attachment (
  file_id {{guid}} not null,
  case_id {{guid}} not null,
  locality {{text:12}} not null,
  primary key (file_id, case_id)
);
