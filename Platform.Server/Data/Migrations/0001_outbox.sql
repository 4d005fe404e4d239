-- One row per event and subscriber, or per message and channel; the row goes when the delivery is acknowledged.
-- position grows with every row; due is empty until a try failed or the delivery has to wait for an earlier one.
CREATE TABLE outbox_delivery (
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
) {{clustered}};

CREATE INDEX ix_outbox_delivery_due ON outbox_delivery (target, due, position) WHERE due IS NOT NULL;

CREATE TABLE outbox_dead_letter (
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
    error     {{text:500}} NULL,
    died_at   {{instant}}  NOT NULL,
    PRIMARY KEY (target, position)
) {{clustered}};
