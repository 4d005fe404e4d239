ALTER TABLE template_content ADD was_there {{bool}} NULL;
