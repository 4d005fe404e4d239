-- Cases that are overdue now; the public sees how many there are per authority and item.
create table case_overdue (
  case_id {{guid}} not null primary key,
  locality {{text:12}} not null,
  authority {{text:18}} not null,
  item_code {{text:80}} not null,
  since {{instant}} not null,
  body {{text}} not null
);
create index ix_case_overdue_place on case_overdue (locality, authority, item_code);
