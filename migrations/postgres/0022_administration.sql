-- Members who are kept out until somebody who runs the instance lets them in again.
CREATE TABLE suspension (
    account_id BIGINT PRIMARY KEY REFERENCES account (id),
    since TIMESTAMPTZ NOT NULL
);

-- Reports that somebody has dealt with. Who did is kept by name, as in the log.
CREATE TABLE report_resolution (
    report_id BIGINT PRIMARY KEY REFERENCES report (id),
    resolved_by TEXT NOT NULL,
    note TEXT NOT NULL,
    resolved_at TIMESTAMPTZ NOT NULL
);

-- What those who run the instance did. Nothing in it is ever changed.
CREATE TABLE audit_entry (
    id BIGINT PRIMARY KEY,
    done_by TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE FUNCTION keep_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END;
$$;
CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION keep_audit_entry();
