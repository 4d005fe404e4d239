-- When somebody was last given a task of a role at an authority by the rule of its step.
create table case_task_turn (
  authority {{text:18}} not null,
  role {{text:40}} not null,
  account_id {{guid}} not null,
  at {{instant}} not null,
  primary key (authority, role, account_id)
);
