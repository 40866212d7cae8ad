-- When leave to quote was given, so that no account is given it without end.
ALTER TABLE quote_authorization ADD COLUMN given_at TIMESTAMPTZ NOT NULL DEFAULT 'epoch';
