-- Cases a change of calendar could not count anew: they keep the calendar they had.
alter table calendar_change add skipped_cases {{int}} not null default 0;
