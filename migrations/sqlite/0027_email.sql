-- Addresses that a member has shown to be hers by a link that was sent there.
CREATE TABLE confirmed_email (
    account_id INTEGER PRIMARY KEY REFERENCES member (account_id),
    email TEXT NOT NULL
);

-- Addresses that a member wants to be hers, until she follows the link that was sent there.
CREATE TABLE wanted_email (
    account_id INTEGER PRIMARY KEY REFERENCES member (account_id),
    email TEXT NOT NULL,
    ends_at TEXT NOT NULL
);
