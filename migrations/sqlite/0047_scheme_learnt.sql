-- When it was learnt which signatures a peer takes; where that is not known it is found out again.
ALTER TABLE peer ADD COLUMN scheme_learnt_at TEXT;
