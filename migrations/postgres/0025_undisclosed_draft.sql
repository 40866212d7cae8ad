-- Drafts that were begun by a post, whose authors have not said yet what readers should know of the two.
CREATE TABLE undisclosed_draft (
    version_id TEXT PRIMARY KEY REFERENCES version (id) ON DELETE CASCADE
);
