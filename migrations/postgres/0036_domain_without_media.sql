-- Other servers, and all below their names, whose pictures are not shown here. What else there is to do with them stands
-- in instance_domain.
CREATE TABLE domain_without_media (
    host TEXT PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL
);
