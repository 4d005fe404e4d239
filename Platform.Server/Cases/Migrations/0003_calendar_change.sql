-- A calendar that came into force, and how far the open cases it serves have been counted anew.
create table calendar_change (
  id {{guid}} not null primary key,
  owner {{text:12}} not null,
  calendar_key {{text:100}} not null,
  version {{int}} not null,
  published_at {{instant}} not null,
  stage {{text:10}} not null,
  last_case {{guid}} null,
  open_cases {{int}} not null,
  seen_cases {{int}} not null,
  moved_cases {{int}} not null,
  updated_at {{instant}} not null
);
create index ix_calendar_change_stage on calendar_change (stage, id);
create index ix_calendar_change_owner on calendar_change (owner, id);
