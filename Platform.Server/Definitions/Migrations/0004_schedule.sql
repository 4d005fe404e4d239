-- Drafts that come into force at a time, exactly as they were looked at.
create table definition_schedule (
  id {{guid}} not null primary key,
  owner {{text:12}} not null,
  due_at {{instant}} not null,
  stage {{text:10}} not null,
  account_id {{guid}} null,
  made_by {{text:100}} not null,
  made_at {{instant}} not null,
  drafts {{json}} not null,
  problems {{json}} null,
  settled_at {{instant}} null
);
create index ix_definition_schedule_due on definition_schedule (stage, due_at, id);
create index ix_definition_schedule_owner on definition_schedule (owner, stage, due_at);
