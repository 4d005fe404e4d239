-- Views of the work list that people keep, for themselves or for a group, and the one each person begins with.
create table case_task_view (
  id {{guid}} not null primary key,
  locality {{text:12}} not null,
  account_id {{guid}} not null,
  group_id {{guid}} null,
  name {{text:60}} not null,
  body {{json}} not null
);
create index ix_case_task_view_account on case_task_view (account_id, id);
create index ix_case_task_view_group on case_task_view (group_id, id);

create table case_task_view_default (
  account_id {{guid}} not null primary key,
  view_id {{guid}} not null
);
create index ix_case_task_view_default_view on case_task_view_default (view_id);
