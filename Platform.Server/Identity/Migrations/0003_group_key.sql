-- What the steps of a flow call a group; null for groups that share only their people's list. Unique within an authority: checked when a group is saved.
ALTER TABLE account_group ADD code {{text:40}} NULL;
