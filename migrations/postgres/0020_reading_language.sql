-- The language in which a member reads pages and what the instance tells her, if she has chosen one.
CREATE TABLE reading_language (
    account_id BIGINT PRIMARY KEY REFERENCES member (account_id),
    language TEXT NOT NULL
);
