-- The exact versions a bundle consists of, under the name that drafts and filed bundles keep. Written when first found, never changed.
create table bundle_snapshot (
  version_id {{text:40}} not null primary key,
  locality {{text:12}} not null,
  bundle_key {{text:100}} not null,
  pins {{text}} not null,
  taken_at {{instant}} not null
);
create index ix_bundle_snapshot_bundle on bundle_snapshot (locality, bundle_key);
