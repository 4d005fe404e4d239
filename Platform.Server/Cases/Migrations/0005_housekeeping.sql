-- From when on whoever types a draft is to be told that it will expire; null when nobody is to be told, or was told.
alter table case_draft add warn_at {{instant}} null;
create index ix_case_draft_warn on case_draft (warn_at);
create index ix_case_draft_expires on case_draft (expires_at);
create index ix_case_request_at on case_request (at);
