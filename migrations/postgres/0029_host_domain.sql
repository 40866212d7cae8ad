-- Under which domains the hosts of accounts are: what is decided about a domain holds for all hosts under it. A host is
-- under itself, and, without its port, under every domain above it.
CREATE TABLE host_domain (
    host TEXT NOT NULL,
    domain TEXT NOT NULL,
    PRIMARY KEY (host, domain)
);
CREATE INDEX host_domain_by_domain ON host_domain (domain);

WITH RECURSIVE part (host, domain) AS (
    SELECT DISTINCT host, CASE WHEN strpos(host, ':') > 1 THEN substr(host, 1, strpos(host, ':') - 1) ELSE host END
    FROM account WHERE host IS NOT NULL
    UNION
    SELECT host, substr(domain, strpos(domain, '.') + 1) FROM part WHERE strpos(domain, '.') > 0
)
INSERT INTO host_domain (host, domain) SELECT host, domain FROM part
UNION SELECT host, host FROM account WHERE host IS NOT NULL;
