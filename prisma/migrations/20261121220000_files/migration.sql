-- Files of customers and of ours: one copy per content and project, where attachments and sends point to.
CREATE TABLE "stored_files" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "sha256" BYTEA NOT NULL,
    "size" BIGINT NOT NULL,
    "mime_type" TEXT NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "has_thumbnail" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'WRITING',
    "kept_until" TIMESTAMPTZ(3),
    "unused_since" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "stored_files_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "stored_files" ADD CONSTRAINT "stored_files_project_id_fkey"
  FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "stored_files"
  ADD CONSTRAINT "stored_files_state_check" CHECK ("state" IN ('WRITING', 'STORED', 'REMOVING')),
  ADD CONSTRAINT "stored_files_sha256_check" CHECK (octet_length("sha256") = 32),
  ADD CONSTRAINT "stored_files_size_check" CHECK ("size" > 0),
  ADD CONSTRAINT "stored_files_pixels_check" CHECK ("width" > 0 AND "height" > 0);
-- One copy: a file that is being removed may come back as a new one.
CREATE UNIQUE INDEX "stored_files_content_key" ON "stored_files" ("project_id", "sha256") WHERE "state" <> 'REMOVING';
-- The working set of the sweep.
CREATE INDEX "stored_files_unused_idx" ON "stored_files" ("unused_since") WHERE "unused_since" IS NOT NULL;

-- What a network calls a file that was uploaded to it, once per account.
CREATE TABLE "network_files" (
    "project_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "network_files_pkey" PRIMARY KEY ("project_id", "file_id", "platform_id")
);
ALTER TABLE "network_files"
  ADD CONSTRAINT "network_files_project_id_file_id_fkey"
    FOREIGN KEY ("project_id", "file_id") REFERENCES "stored_files" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "network_files_project_id_platform_id_fkey"
    FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "attachments"
  ADD COLUMN "file_id" UUID,
  ADD COLUMN "copy_due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "copy_lease_until" TIMESTAMPTZ(3),
  ADD COLUMN "copy_tries" INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT "attachments_project_id_file_id_fkey"
    FOREIGN KEY ("project_id", "file_id") REFERENCES "stored_files" ("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE,
  ADD CONSTRAINT "attachments_stored_check" CHECK (("state" = 'STORED') = ("file_id" IS NOT NULL));
CREATE INDEX "attachments_to_copy_idx" ON "attachments" ("copy_due_at") WHERE "state" = 'PENDING';
CREATE INDEX "attachments_file_idx" ON "attachments" ("project_id", "file_id") WHERE "file_id" IS NOT NULL;

-- A file that loses its last attachment, however that came about, is put before the sweep in the same transaction.
CREATE FUNCTION "note_unused_files"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE stored_files f SET unused_since = now()
  FROM (SELECT DISTINCT project_id, file_id FROM before WHERE file_id IS NOT NULL ORDER BY 1, 2) b
  WHERE f.project_id = b.project_id AND f.id = b.file_id AND f.unused_since IS NULL
    AND NOT EXISTS (SELECT FROM attachments a WHERE a.project_id = f.project_id AND a.file_id = f.id);
  RETURN NULL;
END $$;
CREATE TRIGGER "attachments_deleted" AFTER DELETE ON "attachments"
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION "note_unused_files"();
CREATE TRIGGER "attachments_changed" AFTER UPDATE ON "attachments"
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION "note_unused_files"();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stored_files', 'network_files'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()))', name);
    EXECUTE format('GRANT SELECT ON %I TO parley_api', name);
    EXECUTE format('CREATE POLICY worker ON %I TO parley_worker USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO parley_worker', name);
  END LOOP;
END $$;
