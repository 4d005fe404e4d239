-- Which version of its flow a case runs on, so that open cases of a version can be counted without opening them. A chore completes the lines of open cases.
alter table case_line add flow {{text:170}} null;
update case_line set word_version = 0 where state not in ('Delivered', 'NotRequired', 'AcceptanceRefused', 'Withdrawn', 'Terminated', 'ForwardedUp', 'Annulled');
create index ix_case_line_item on case_line (item_code, state, locality, flow);
