-- What is known of the truth of each row of the contact lists. The rows themselves stand in contacts.toml; what a contact
-- corrected holds only as long as the file still says what it said then (name_was, phone_was).
CREATE TABLE contact_state (
    list TEXT NOT NULL CHECK (list IN ('security', 'privacy')),
    -- In lower case.
    email TEXT NOT NULL,
    verified_at BIGINT,
    asked_at BIGINT,
    -- Since the last confirmation.
    asked BIGINT NOT NULL DEFAULT 0,
    bounced_at BIGINT,
    name TEXT,
    name_was TEXT,
    phone TEXT,
    phone_was TEXT,
    -- Takes effect by a person's hand only.
    proposed_email TEXT,
    PRIMARY KEY (list, email)
);
