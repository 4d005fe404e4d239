-- The counter at which a service was rendered, when a link for the person there was opened.
ALTER TABLE service_event ADD counter {{text:60}} NULL;

-- entered_by: the call-taker who wrote it down. withdrawn_at: taken back, counts nowhere.
ALTER TABLE rating ADD entered_by {{guid}} NULL;
ALTER TABLE rating ADD withdrawn_at {{instant}} NULL;

-- What a rated department knows a confirmed rating by; it leads nowhere else.
ALTER TABLE rating_task ADD department_reference {{guid}} NULL;
ALTER TABLE rating_task ADD entered_by {{guid}} NULL;
ALTER TABLE rating_task ADD late {{int}} DEFAULT 0 NOT NULL;
ALTER TABLE rating_task ADD rectify_due_at {{instant}} NULL;
ALTER TABLE rating_task ADD rectified_at {{instant}} NULL;
ALTER TABLE rating_task ADD detail {{json}} NULL;

CREATE INDEX ix_rating_task_department ON rating_task (authority, department_reference);
CREATE INDEX ix_rating_task_due ON rating_task (state, due_at);

-- Every act on a negative rating, in order; read by the desk alone.
CREATE TABLE rating_task_step (
    task_id {{guid}} NOT NULL,
    seq {{int}} NOT NULL,
    act {{text:30}} NOT NULL,
    from_state {{text:20}} NOT NULL,
    to_state {{text:20}} NOT NULL,
    at {{instant}} NOT NULL,
    late {{bool}} NOT NULL,
    actor {{guid}} NULL,
    actor_name {{text:100}} NOT NULL,
    body {{json}} NOT NULL,
    PRIMARY KEY (task_id, seq)
);
