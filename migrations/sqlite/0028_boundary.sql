-- What a member lets others ask of her, and who may learn whom she knows, if she has chosen.
CREATE TABLE boundary (
    account_id INTEGER PRIMARY KEY REFERENCES member (account_id),
    visibility TEXT NOT NULL,
    offers_from TEXT NOT NULL,
    takes_requests BOOLEAN NOT NULL
);
