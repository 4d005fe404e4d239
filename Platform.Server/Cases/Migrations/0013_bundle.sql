-- One row per filed bundle. Which cases it consists of, its name and its tracking code stand encrypted in the body; each case names its bundle in its state.
create table case_bundle (
  id {{guid}} not null primary key,
  number {{text:50}} not null,
  locality {{text:12}} not null,
  bundle_code {{text:100}} not null,
  applicant_account {{guid}} null,
  filed_at {{instant}} not null,
  body {{json}} not null
);
create unique index ux_case_bundle_number on case_bundle (number);
create index ix_case_bundle_account on case_bundle (applicant_account, id);
create index ix_case_bundle_locality on case_bundle (locality, id);
