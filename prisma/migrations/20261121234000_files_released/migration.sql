-- Of two transactions that take away the last two attachments of a file each still sees the other's, and neither
-- would note anything. So every loss is noted, whatever else is there and whatever was noted before: the sweep finds
-- out, one after the other, whether anything uses the file. In the order of their ids, as the sweep and takers do.
CREATE OR REPLACE FUNCTION "note_unused_files"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH held AS (
    SELECT f.project_id, f.id FROM stored_files f
    WHERE (f.project_id, f.id) IN (SELECT project_id, file_id FROM before WHERE file_id IS NOT NULL)
    ORDER BY f.project_id, f.id FOR UPDATE)
  UPDATE stored_files f SET unused_since = now() FROM held h WHERE f.project_id = h.project_id AND f.id = h.id;
  RETURN NULL;
END $$;

-- What was lost sight of so far.
UPDATE stored_files f SET unused_since = now()
WHERE f.unused_since IS NULL
  AND NOT EXISTS (SELECT FROM attachments a WHERE a.project_id = f.project_id AND a.file_id = f.id);

-- An upload is kept until it is used: from then on its messages decide.
UPDATE stored_files SET kept_until = NULL WHERE kept_until IS NOT NULL AND unused_since IS NULL;

-- For a network that has forgotten a file, and for a platform that goes.
CREATE INDEX "network_files_external_idx" ON "network_files" ("project_id", "platform_id", "external_id");
