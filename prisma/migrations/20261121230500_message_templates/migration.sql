-- Messages that networks approve, and the project's own with variables.
CREATE TABLE "message_templates" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "platform_id" UUID,
    "external_id" TEXT,
    "name" TEXT NOT NULL,
    "language" TEXT,
    "category" TEXT,
    "status" TEXT NOT NULL,
    "quality" TEXT,
    "reason" TEXT,
    "components" JSONB,
    "content" JSONB,
    "variables" JSONB NOT NULL DEFAULT '[]',
    "status_at" TIMESTAMPTZ(3),
    "quality_at" TIMESTAMPTZ(3),
    "category_at" TIMESTAMPTZ(3),
    "components_at" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "message_templates_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "message_templates"
  ADD CONSTRAINT "message_templates_project_id_fkey"
    FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "message_templates_project_id_platform_id_fkey"
    FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message_templates"
  ADD CONSTRAINT "message_templates_status_check"
    CHECK ("status" IN ('DRAFT', 'PENDING', 'APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'DELETED')),
  ADD CONSTRAINT "message_templates_quality_check" CHECK ("quality" IN ('GREEN', 'YELLOW', 'RED', 'UNKNOWN')),
  -- Of a network, in its words, or of our own: never both, never neither.
  ADD CONSTRAINT "message_templates_words_check" CHECK (
    (("platform_id" IS NULL) = ("content" IS NOT NULL)) AND (("platform_id" IS NULL) = ("components" IS NULL))),
  ADD CONSTRAINT "message_templates_network_check"
    CHECK ("platform_id" IS NULL OR "language" IS NOT NULL),
  -- Our own are nobody's to judge.
  ADD CONSTRAINT "message_templates_own_check" CHECK ("platform_id" IS NOT NULL OR ("status" IN ('APPROVED', 'DELETED')
    AND "external_id" IS NULL AND "category" IS NULL AND "quality" IS NULL AND "reason" IS NULL AND "synced_at" IS NULL)),
  -- What a network has judged, it knows by an id.
  ADD CONSTRAINT "message_templates_known_check"
    CHECK ("platform_id" IS NULL OR "external_id" IS NOT NULL OR "status" IN ('DRAFT', 'DELETED')),
  ADD CONSTRAINT "message_templates_draft_check" CHECK ("status" <> 'DRAFT' OR "external_id" IS NULL);
CREATE UNIQUE INDEX "message_templates_external_id_key" ON "message_templates" ("project_id", "external_id", "platform_id") WHERE "external_id" IS NOT NULL;
-- Names are free again once a template was deleted.
CREATE UNIQUE INDEX "message_templates_name_key" ON "message_templates" ("project_id", "platform_id", "name", "language") WHERE "platform_id" IS NOT NULL AND "status" <> 'DELETED';
CREATE UNIQUE INDEX "message_templates_own_name_key" ON "message_templates" ("project_id", "name", coalesce("language", '')) WHERE "platform_id" IS NULL AND "status" <> 'DELETED';
CREATE INDEX "message_templates_platform_idx" ON "message_templates" ("project_id", "platform_id", "id");

-- Every call that makes or removes a template at its network: written before it, settled after it.
CREATE TABLE "template_calls" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "template_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "status" INTEGER,
    "error_class" TEXT,
    "error_code" TEXT,
    "error" TEXT,
    CONSTRAINT "template_calls_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "template_calls" ADD CONSTRAINT "template_calls_project_id_platform_id_fkey"
  FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "template_calls"
  ADD CONSTRAINT "template_calls_kind_check" CHECK ("kind" IN ('CREATE', 'DELETE')),
  ADD CONSTRAINT "template_calls_outcome_check" CHECK ("outcome" IN ('ACCEPTED', 'REFUSED', 'UNKNOWN')),
  ADD CONSTRAINT "template_calls_finished_check" CHECK (("outcome" IS NULL) = ("finished_at" IS NULL));
CREATE INDEX "template_calls_template_idx" ON "template_calls" ("project_id", "template_id");

ALTER TABLE "change_log" DROP CONSTRAINT "change_log_kind_check";
ALTER TABLE "change_log" ADD CONSTRAINT "change_log_kind_check"
  CHECK ("kind" IN ('MESSAGE_ADDED', 'MESSAGE_UPDATED', 'CONVERSATION_UPDATED', 'PLATFORM_UPDATED', 'TASK_UPDATED', 'TEMPLATE_UPDATED'));

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['message_templates', 'template_calls'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()))', name);
    EXECUTE format('GRANT SELECT ON %I TO parley_api', name);
    EXECUTE format('CREATE POLICY worker ON %I TO parley_worker USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO parley_worker', name);
  END LOOP;
END $$;
