-- Rows above a kilobyte do not fit into the pages of a SQLite table that stands in the order of its key; this one has rows in the order they come.
-- position grows with every row; due is empty until a try failed or the delivery has to wait for an earlier one.
-- The old table goes at once: whoever migrates holds the lock of the server, so nobody writes to it any more.
CREATE TABLE outbox_waiting (
    target    {{text:80}}  NOT NULL,
    position  {{bigint}}   NOT NULL,
    kind      {{text:10}}  NOT NULL,
    id        {{guid}}     NOT NULL,
    name      {{text:80}}  NOT NULL,
    subject   {{text:80}}  NOT NULL,
    locality  {{text:12}}  NOT NULL,
    at        {{instant}}  NOT NULL,
    body      {{json}}     NOT NULL,
    attempts  {{int}}      NOT NULL,
    due       {{instant}}  NULL,
    error     {{text:500}} NULL,
    PRIMARY KEY (target, position)
);
INSERT INTO outbox_waiting (target, position, kind, id, name, subject, locality, at, body, attempts, due, error)
SELECT target, position, kind, id, name, subject, locality, at, body, attempts, due, error FROM outbox_delivery;
DROP TABLE outbox_delivery;
CREATE INDEX ix_outbox_waiting_due ON outbox_waiting (target, due, position) WHERE due IS NOT NULL;
