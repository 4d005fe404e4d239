-- What lists and searches need of a case, apart from its state: the state is long, and engines read it with every row it stands in.
create table case_line (
  case_id {{guid}} not null primary key,
  locality {{text:12}} not null,
  authority {{text:18}} not null,
  number {{text:50}} not null,
  item_code {{text:80}} not null,
  state {{text:20}} not null,
  applicant_account {{guid}} null,
  applicant_hash {{text:64}} not null,
  filed_at {{instant}} not null,
  due_on {{date}} null,
  word_version {{int}} not null,
  summary {{json}} null
) {{clustered}};
create unique index ux_case_line_number on case_line (number);
create index ix_case_line_authority on case_line (authority, case_id);
create index ix_case_line_account on case_line (applicant_account, case_id);
create index ix_case_line_applicant on case_line (applicant_hash, case_id);
create index ix_case_line_unread on case_line (case_id) where word_version = 0;
insert into case_line (case_id, locality, authority, number, item_code, state, applicant_account, applicant_hash, filed_at, due_on, word_version)
select id, locality, authority, number, item_code, state, applicant_account, applicant_hash, filed_at, due_on, 0 from case_file;

-- Keyed hashes of what a case is found by: pairs of characters of names, values of fields.
create table case_word (
  word {{bigint}} not null,
  case_id {{guid}} not null,
  locality {{text:12}} not null,
  primary key (word, case_id)
) {{clustered}};

-- The work list reads one index: what it is filtered and ordered by stands in the row of the task.
alter table case_task add number {{text:50}} null;
alter table case_task add item_code {{text:80}} null;
alter table case_task add case_state {{text:20}} null;
alter table case_task add sort_due {{date}} null;
update case_task set
  number = (select f.number from case_file f where f.id = case_task.case_id),
  item_code = (select f.item_code from case_file f where f.id = case_task.case_id),
  case_state = (select f.state from case_file f where f.id = case_task.case_id),
  sort_due = (
    select case when f.due_on is null or f.due_on > coalesce(case_task.due_on, '9999-12-31') then coalesce(case_task.due_on, '9999-12-31') else f.due_on end
    from case_file f where f.id = case_task.case_id)
where state = 'open';
create index ix_case_task_by_due on case_task (sort_due, id, locality, authority, role, assignee, item_code, case_state, kind) where state = 'open';
create index ix_case_task_by_opened on case_task (opened_at, id, locality, authority, role, assignee, item_code, case_state, kind, sort_due) where state = 'open';
create index ix_case_task_by_number on case_task (number, id, locality, authority, role, assignee, item_code, case_state, kind, sort_due) where state = 'open';
create index ix_case_task_by_role on case_task (authority, role, sort_due, id) where state = 'open';
create index ix_case_task_by_assignee on case_task (assignee, sort_due, id) where state = 'open' and assignee is not null;
