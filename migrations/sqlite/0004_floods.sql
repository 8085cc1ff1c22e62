-- Who opened a case when, for the limits against floods. Rows older than a day go.
CREATE TABLE opening (
    case_id TEXT PRIMARY KEY NOT NULL REFERENCES breach_case (id),
    -- The keyed mark of the sender; no address stands here.
    sender TEXT NOT NULL,
    -- 1 where the sender was authenticated.
    proved BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- A digest of what the mail said.
    words TEXT NOT NULL,
    -- 1 where the case takes in what comes over the sender's limit.
    collects BIGINT NOT NULL
);
CREATE INDEX opening_by_sender ON opening (sender, proved, at);
CREATE INDEX opening_by_time ON opening (proved, at);

-- Mails that lie in such a case. Each can still become a case of its own.
CREATE TABLE collected (
    mail_id BIGINT PRIMARY KEY NOT NULL REFERENCES mail (id)
);
