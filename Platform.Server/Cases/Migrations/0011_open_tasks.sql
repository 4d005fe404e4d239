-- The work list holds what is to be done. Of a finished task the journal tells; what stays is whose it was, so that a late answer finds its case.
create table case_task_done (
  id {{guid}} not null primary key,
  case_id {{guid}} not null
) {{clustered}};
insert into case_task_done (id, case_id) select id, case_id from case_task where state = 'closed';
delete from case_task where state = 'closed';
-- Whoever orders by time or number reads the rows; only the usual order, by what is due, is answered by its index alone.
drop index ix_case_task_case;
drop index ix_case_task_by_due;
drop index ix_case_task_by_opened;
drop index ix_case_task_by_number;
drop index ix_case_task_by_role;
drop index ix_case_task_by_assignee;
alter table case_task drop column state;
alter table case_task drop column closed_at;
alter table case_task drop column closed_by;
alter table case_task drop column outcome;
create index ix_case_task_by_due on case_task (sort_due, id, locality, authority, role, assignee, item_code, case_state, kind);
create index ix_case_task_by_opened on case_task (opened_at, id);
create index ix_case_task_by_number on case_task (number, id);
create index ix_case_task_by_role on case_task (authority, role, sort_due, id);
create index ix_case_task_by_assignee on case_task (assignee, sort_due, id) where assignee is not null;
