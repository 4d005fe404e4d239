-- One row per transaction that touched cases: which entries it put at the ends of which chains. A chain of its own per writer.
create table journal_anchor (
  writer {{text:40}} not null,
  seq {{bigint}} not null,
  at {{instant}} not null,
  heads {{text}} not null,
  hash {{text:64}} not null,
  primary key (writer, seq)
);

-- For whom somebody acted who did not act for themself: the applicant at a window, a colleague who is away.
alter table case_event add on_behalf_of {{text:100}} null;
