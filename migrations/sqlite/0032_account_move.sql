-- Where somebody went who has another account now, as she or her server says.
CREATE TABLE account_move (
    account_id INTEGER PRIMARY KEY REFERENCES account (id),
    target TEXT NOT NULL,
    moved_at TEXT NOT NULL
);
