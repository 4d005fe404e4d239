-- Open cases that are put onto another version of their flow: the order, and what has become of each case.
create table case_move (
  id {{guid}} not null primary key,
  owner {{text:12}} not null,
  flow_key {{text:100}} not null,
  version {{int}} not null,
  mapping {{json}} not null,
  stage {{text:10}} not null,
  last_case {{guid}} null,
  open_cases {{int}} not null,
  seen_cases {{int}} not null,
  made_by {{text:100}} not null,
  made_at {{instant}} not null,
  updated_at {{instant}} not null
);
create index ix_case_move_stage on case_move (stage, id);
create index ix_case_move_owner on case_move (owner, id);
create table case_move_line (
  move_id {{guid}} not null,
  case_id {{guid}} not null,
  number {{text:50}} not null,
  from_version {{int}} not null,
  from_item {{text:40}} not null,
  outcome {{text:10}} not null,
  case_version {{bigint}} null,
  reasons {{json}} null,
  primary key (move_id, case_id)
);
create index ix_case_move_line_outcome on case_move_line (move_id, outcome, case_id);
