-- What may be rated. (project_no, service_number) is the key of its rating.
CREATE TABLE service_event (
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    case_id {{guid}} NOT NULL,
    service_name {{text:20}} NOT NULL,
    item_code {{text:100}} NOT NULL,
    item_name {{text:1000}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    applicant_account {{guid}} NULL,
    tracking_code {{text:64}} NOT NULL,
    officer_name {{text:100}} NULL,
    at {{instant}} NOT NULL,
    window_days {{int}} NOT NULL,
    PRIMARY KEY (project_no, service_number)
);

CREATE INDEX ix_service_event_place ON service_event (locality, at);

-- excluded is the RatingExclusion as JSON, absent while the rating counts.
CREATE TABLE rating (
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    grade {{int}} NOT NULL,
    tags {{json}} NOT NULL,
    comment {{text:1000}} NULL,
    channel {{text:20}} NOT NULL,
    rated_at {{instant}} NOT NULL,
    rated_by {{guid}} NULL,
    ordinal {{int}} NOT NULL,
    is_default {{bool}} NOT NULL,
    excluded {{text}} NULL,
    PRIMARY KEY (project_no, service_number)
);

-- A rating that its giver replaced.
CREATE TABLE rating_history (
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    ordinal {{int}} NOT NULL,
    grade {{int}} NOT NULL,
    tags {{json}} NOT NULL,
    comment {{text:1000}} NULL,
    channel {{text:20}} NOT NULL,
    rated_at {{instant}} NOT NULL,
    replaced_at {{instant}} NOT NULL,
    PRIMARY KEY (project_no, service_number, ordinal)
);

-- Negative ratings at the neutral desk.
CREATE TABLE rating_task (
    id {{guid}} NOT NULL PRIMARY KEY,
    project_no {{text:50}} NOT NULL,
    service_number {{int}} NOT NULL,
    locality {{text:12}} NOT NULL,
    authority {{text:18}} NOT NULL,
    state {{text:20}} NOT NULL,
    opened_at {{instant}} NOT NULL,
    due_at {{instant}} NOT NULL,
    assignee {{guid}} NULL,
    assignee_name {{text:100}} NULL,
    outcome {{text:20}} NULL,
    finding {{text:1000}} NULL,
    verified_by {{guid}} NULL,
    verified_at {{instant}} NULL,
    agreed_by {{guid}} NULL,
    closed_at {{instant}} NULL,
    version {{int}} NOT NULL,
    UNIQUE (project_no, service_number)
);

CREATE INDEX ix_rating_task_place ON rating_task (state, locality, id);
