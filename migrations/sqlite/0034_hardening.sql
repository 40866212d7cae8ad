-- An address belongs to whoever has shown that she reads what is sent there. Others may have given it as theirs.
DROP INDEX member_email;
CREATE INDEX member_email ON member (lower(email));
CREATE UNIQUE INDEX confirmed_email_address ON confirmed_email (lower(email));

-- Hosts that are addresses of the network stand under no domain but themselves.
DELETE FROM host_domain WHERE domain <> host
    AND domain <> CASE WHEN instr(host, ':') > 1 THEN substr(host, 1, instr(host, ':') - 1) ELSE host END
    AND CASE WHEN instr(host, ':') > 1 THEN substr(host, 1, instr(host, ':') - 1) ELSE host END NOT GLOB '*[^0-9.]*';
-- What stands in brackets has colons that begin no port.
DELETE FROM host_domain WHERE host LIKE '[%' AND domain <> host;
INSERT INTO host_domain (host, domain)
    SELECT host, substr(host, 1, instr(host, ']')) FROM host_domain WHERE host LIKE '[%]:%';

-- What was sent and stands in no outbox is forgotten, the oldest first.
CREATE INDEX sent_activity_private ON sent_activity (sequence) WHERE NOT public;
