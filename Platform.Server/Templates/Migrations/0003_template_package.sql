CREATE TABLE template_package (
    owner {{text:12}} NOT NULL,
    id {{text:100}} NOT NULL,
    version {{text:20}} NOT NULL,
    content {{blob}} NOT NULL,
    offered_by {{text:200}} NOT NULL,
    offered_at {{instant}} NOT NULL,
    PRIMARY KEY (owner, id)
);
CREATE TABLE template_value (
    installer {{text:12}} NOT NULL,
    template_id {{text:100}} NOT NULL,
    parameter {{text:40}} NOT NULL,
    given {{text:200}} NOT NULL,
    PRIMARY KEY (installer, template_id, parameter)
);
