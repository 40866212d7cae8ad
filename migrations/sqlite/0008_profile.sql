-- What an account says about being found. Members are found unless they say otherwise; of others their
-- servers say it when their documents are read again.
ALTER TABLE account ADD COLUMN discoverable BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE account ADD COLUMN indexable BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE account ADD COLUMN hides_collections BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE account SET discoverable = TRUE WHERE host IS NULL AND kind <> 'Application';

-- The profile of a member as she typed it. What is shown is made of it and stands in account.
CREATE TABLE profile_source (
    account_id INTEGER PRIMARY KEY REFERENCES member (account_id),
    note TEXT NOT NULL,
    fields TEXT NOT NULL
);

-- What the posts of a member are like unless she says otherwise.
CREATE TABLE preference (
    account_id INTEGER PRIMARY KEY REFERENCES member (account_id),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted', 'private')),
    sensitive BOOLEAN NOT NULL,
    language TEXT
);
