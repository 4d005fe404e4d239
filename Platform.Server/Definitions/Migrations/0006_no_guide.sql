-- The text of a guide is a member of its item; definitions of a kind of their own were shown nowhere.
DELETE FROM definition_edit WHERE kind = 'guide';
DELETE FROM definition_editor WHERE kind = 'guide';
DELETE FROM definition WHERE kind = 'guide';
