-- What was given up long ago is looked for every hour.
CREATE INDEX job_failed ON job (queue, failed_at) WHERE failed_at IS NOT NULL;
