-- What was edited in a draft, edit by edit: what an author can take back, and who changed what.
create table definition_edit (
  owner {{text:12}} not null,
  kind {{text:32}} not null,
  definition_key {{text:100}} not null,
  version {{int}} not null,
  number {{int}} not null,
  edit_kind {{text:10}} not null,
  account_id {{guid}} not null,
  author {{text:100}} not null,
  edited_at {{instant}} not null,
  patch {{text}} not null,
  primary key (owner, kind, definition_key, version, number)
);
