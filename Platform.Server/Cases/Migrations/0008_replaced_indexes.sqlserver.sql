-- Lists and look-ups read case_line and the indexes of open tasks.
drop index ix_case_task_open on case_task;
drop index ix_case_task_assignee on case_task;
drop index ix_case_file_account on case_file;
drop index ix_case_file_applicant on case_file;
drop index ix_case_file_authority on case_file;
