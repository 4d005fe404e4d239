-- Lists and look-ups read case_line and the indexes of open tasks.
drop index ix_case_task_open;
drop index ix_case_task_assignee;
drop index ix_case_file_account;
drop index ix_case_file_applicant;
drop index ix_case_file_authority;
