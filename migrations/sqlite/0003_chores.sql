-- What belongs to the house and not to one case, by name: when it is due next, and when it was last done.
CREATE TABLE chore (
    name TEXT PRIMARY KEY NOT NULL,
    due_at BIGINT NOT NULL,
    last_done_at BIGINT
);
