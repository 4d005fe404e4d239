-- Who saved which version while it was a draft: with four eyes none of them publishes it.
create table definition_editor (
  owner {{text:12}} not null,
  kind {{text:32}} not null,
  definition_key {{text:100}} not null,
  version {{int}} not null,
  account_id {{guid}} not null,
  primary key (owner, kind, definition_key, version, account_id)
);
