-- What networks tell of whole threads: up to when all was delivered and read, and which app has the say.
ALTER TABLE "conversations"
  ADD COLUMN "delivered_until" TIMESTAMPTZ(3),
  ADD COLUMN "read_until" TIMESTAMPTZ(3),
  ADD COLUMN "thread_control" TEXT,
  ADD COLUMN "thread_control_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "conversations_thread_control_check" CHECK ("thread_control" IN ('SELF', 'OTHER')),
  ADD CONSTRAINT "conversations_thread_control_at_check" CHECK (("thread_control" IS NULL) = ("thread_control_at" IS NULL));

-- What a network wants back when a message is answered, quoted or marked as read; and when it was hidden or shown.
ALTER TABLE "messages"
  ADD COLUMN "tokens" JSONB,
  ADD COLUMN "visibility_at" TIMESTAMPTZ(3);
-- What is on its way: found when a network tells that all up to a time was delivered or read.
CREATE INDEX "messages_on_the_way_idx" ON "messages" ("project_id", "conversation_id", "ordered_at")
  WHERE "direction" = 'OUTBOUND' AND "delivery_status" IN ('SENT', 'DELIVERED');

ALTER TABLE "customer_identities"
  ADD COLUMN "is_linked" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "linked_at" TIMESTAMPTZ(3),
  ADD COLUMN "referral" JSONB,
  ADD COLUMN "referred_at" TIMESTAMPTZ(3);

ALTER TABLE "platform_apps"
  ADD COLUMN "received_count" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "accepted_count" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "refused_count" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "last_received_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_failure_at" TIMESTAMPTZ(3),
  ADD COLUMN "last_failure_reason" TEXT,
  ADD CONSTRAINT "platform_apps_counts_check"
    CHECK ("received_count" >= 0 AND "accepted_count" >= 0 AND "refused_count" >= 0 AND "unclaimed_count" >= 0);
GRANT UPDATE ("received_count", "accepted_count", "refused_count", "last_received_at", "last_failure_at", "last_failure_reason")
  ON "platform_apps" TO parley_worker;
-- The platforms of an app, by the account that a webhook names.
CREATE INDEX "platforms_app_idx" ON "platforms" ("app_id", "external_id") WHERE "app_id" IS NOT NULL;

-- By identity alone: with the project in front, a planner that knows little of the table reads all keys of a project.
DROP INDEX "identity_keys_project_id_identity_id_idx";
CREATE INDEX "identity_keys_identity_id_idx" ON "identity_keys" ("identity_id");
