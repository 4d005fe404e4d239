-- The text of a guide is a member of its item; there are no definitions of that kind any more.
DELETE FROM template_content WHERE kind = 'guide';
