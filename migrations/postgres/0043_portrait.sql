-- Thumbnails of people elsewhere whom members meet. A job removes each file when its time is over.
CREATE TABLE portrait (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    address TEXT NOT NULL,
    picture TEXT NOT NULL,
    kept_until TIMESTAMPTZ NOT NULL
);
CREATE INDEX portrait_kept_until ON portrait (kept_until);
