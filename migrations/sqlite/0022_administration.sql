-- Members who are kept out until somebody who runs the instance lets them in again.
CREATE TABLE suspension (
    account_id INTEGER PRIMARY KEY REFERENCES account (id),
    since TEXT NOT NULL
);

-- Reports that somebody has dealt with. Who did is kept by name, as in the log.
CREATE TABLE report_resolution (
    report_id INTEGER PRIMARY KEY REFERENCES report (id),
    resolved_by TEXT NOT NULL,
    note TEXT NOT NULL,
    resolved_at TEXT NOT NULL
);

-- What those who run the instance did. Nothing in it is ever changed.
CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    done_by TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TEXT NOT NULL
);
CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
