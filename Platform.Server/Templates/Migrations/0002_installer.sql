ALTER TABLE template_content ADD installer {{text:12}} NULL;
