-- Personal data of a case that somebody has open whole. A row is first a claim on the day's number; it opens something once the journal says so.
create table case_unmask (
  id {{guid}} not null primary key,
  locality {{text:12}} not null,
  case_id {{guid}} not null,
  account_id {{guid}} not null,
  session_id {{guid}} not null,
  day {{date}} not null,
  until_at {{instant}} not null,
  journaled {{bool}} not null
);
create index ix_case_unmask_day on case_unmask (account_id, day);
create index ix_case_unmask_until on case_unmask (until_at, id);
