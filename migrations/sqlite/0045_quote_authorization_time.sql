-- When leave to quote was given, so that no account is given it without end.
ALTER TABLE quote_authorization ADD COLUMN given_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
