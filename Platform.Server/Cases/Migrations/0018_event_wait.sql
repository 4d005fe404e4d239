-- Events that cases wait for: who publishes one finds them here.
create table case_event_wait (
  event_name {{text:200}} not null,
  correlation_id {{text:200}} not null,
  case_id {{guid}} not null,
  locality {{text:12}} not null,
  primary key (event_name, correlation_id, case_id)
);
