-- Few messages go to a role; the others need no place in its index.
drop index ix_inbox_message_role;
create index ix_inbox_message_to_role on inbox_message (role, locality, id) where role is not null;
