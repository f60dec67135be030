-- How many bytes each project has in the storage: what a limit is held against, without adding up its files.
CREATE TABLE "project_storage" (
    "project_id" UUID NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT "project_storage_pkey" PRIMARY KEY ("project_id")
);
ALTER TABLE "project_storage" ADD CONSTRAINT "project_storage_project_id_fkey"
  FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- In the transaction that adds or removes rows of files, whoever that is; projects in the order of their ids.
CREATE FUNCTION "count_stored_bytes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO project_storage AS s (project_id, bytes)
    SELECT project_id, sum(size)::bigint FROM changed GROUP BY project_id ORDER BY project_id
    ON CONFLICT (project_id) DO UPDATE SET bytes = s.bytes + excluded.bytes;
  ELSE
    WITH held AS (
      SELECT s.project_id FROM project_storage s WHERE s.project_id IN (SELECT project_id FROM changed)
      ORDER BY s.project_id FOR UPDATE)
    UPDATE project_storage s SET bytes = s.bytes - c.bytes
    FROM (SELECT project_id, sum(size)::bigint AS bytes FROM changed GROUP BY project_id) c, held h
    WHERE c.project_id = h.project_id AND s.project_id = h.project_id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "stored_files_added" AFTER INSERT ON "stored_files"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "count_stored_bytes"();
CREATE TRIGGER "stored_files_removed" AFTER DELETE ON "stored_files"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION "count_stored_bytes"();

-- What is there already; nobody adds any meanwhile, since the triggers hold the table.
INSERT INTO project_storage (project_id, bytes) SELECT project_id, sum(size)::bigint FROM stored_files GROUP BY project_id;

ALTER TABLE "project_storage" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "project_storage" TO parley_api
  USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()));
GRANT SELECT ON "project_storage" TO parley_api;
CREATE POLICY worker ON "project_storage" TO parley_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "project_storage" TO parley_worker;
