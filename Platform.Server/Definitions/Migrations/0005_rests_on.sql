-- What a version rests on above, as owner@version with spaces between; null for what was saved before that was written down.
ALTER TABLE definition ADD rests_on {{text:200}} NULL;

-- An edit with which a draft came to rest on other versions above.
ALTER TABLE definition_edit ADD basis_before {{text:200}} NULL;
ALTER TABLE definition_edit ADD basis_after {{text:200}} NULL;
