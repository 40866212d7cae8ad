-- Other servers with which the instance has no or only little to do. Everybody may read the comment.
CREATE TABLE instance_domain (
    host TEXT PRIMARY KEY,
    severity TEXT NOT NULL CHECK (severity IN ('limit', 'block')),
    comment TEXT NOT NULL,
    created_at TEXT NOT NULL
);
