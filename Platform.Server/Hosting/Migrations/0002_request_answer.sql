-- What a request with an Idempotency-Key was answered, so that the same request is answered the same and not carried out again. The answer is encrypted.
CREATE TABLE request_answer (
    requester {{text:80}} NOT NULL,
    request_key {{text:100}} NOT NULL,
    digest {{text:64}} NOT NULL,
    status {{int}} NOT NULL,
    answer {{json}} NOT NULL,
    at {{instant}} NOT NULL,
    PRIMARY KEY (requester, request_key)
);

CREATE INDEX ix_request_answer_at ON request_answer (at);
