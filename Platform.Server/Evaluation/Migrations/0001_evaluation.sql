-- What may be rated. (project_no, service_number) is the key of its rating.
CREATE TABLE service_event (
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    case_id {{guid}} NOT NULL,
    service_name {{text:20}} NOT NULL,
    item_code {{text:100}} NOT NULL,
    item_name {{json}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    applicant_account {{guid}} NULL,
    tracking_code {{text:64}} NOT NULL,
    officer_name {{text:100}} NULL,
    at {{instant}} NOT NULL,
    closes_at {{instant}} NOT NULL,
    PRIMARY KEY (project_no, service_number)
);

CREATE INDEX ix_service_event_place ON service_event (locality, at);

CREATE TABLE rating (
    id {{guid}} NOT NULL PRIMARY KEY,
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    grade {{int}} NOT NULL,
    tags {{json}} NOT NULL,
    text {{text:2000}} NOT NULL,
    channel {{text:20}} NOT NULL,
    rater_kind {{text:20}} NOT NULL,
    rater_account {{guid}} NULL,
    rated_at {{instant}} NOT NULL,
    is_default {{bool}} NOT NULL,
    excluded {{text:20}} NULL,
    UNIQUE (project_no, service_number)
);

-- Negative ratings at the neutral desk.
CREATE TABLE rating_task (
    id {{guid}} NOT NULL PRIMARY KEY,
    rating_id {{guid}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    state {{text:20}} NOT NULL,
    outcome {{text:20}} NULL,
    opened_at {{instant}} NOT NULL,
    due_at {{instant}} NOT NULL,
    assignee {{guid}} NULL,
    assignee_name {{text:100}} NULL,
    finding {{text:2000}} NULL,
    verified_by {{guid}} NULL,
    verified_at {{instant}} NULL,
    agreed_by {{guid}} NULL,
    closed_at {{instant}} NULL,
    version {{int}} NOT NULL,
    UNIQUE (rating_id)
);

CREATE INDEX ix_rating_task_place ON rating_task (locality, state, id);
