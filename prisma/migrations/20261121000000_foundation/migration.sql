-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email_encrypted" BYTEA,
    "subject" TEXT,
    "role" TEXT NOT NULL DEFAULT 'AGENT',
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "last_seen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project_cursors" (
    "project_id" UUID NOT NULL,
    "last" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "project_cursors_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "change_log" (
    "project_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "platform_id" UUID,
    "conversation_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "change_log_pkey" PRIMARY KEY ("project_id","position","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "conversations" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "customer_id" UUID,
    "external_id" TEXT NOT NULL,
    "type" TEXT NOT NULL DEFAULT 'PRIVATE',
    "status" TEXT NOT NULL DEFAULT 'ACTIVE',
    "snoozed_until" TIMESTAMPTZ(3),
    "title" TEXT,
    "summary" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "priority" INTEGER NOT NULL DEFAULT 0,
    "ai_enabled" BOOLEAN NOT NULL DEFAULT true,
    "auto_response_enabled" BOOLEAN NOT NULL DEFAULT true,
    "assignment_type" TEXT NOT NULL DEFAULT 'AI',
    "assignee_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "personality_id" UUID,
    "ai_context" JSONB NOT NULL DEFAULT '{}',
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "satisfaction" INTEGER,
    "resolution_status" TEXT NOT NULL DEFAULT 'PENDING',
    "message_count" INTEGER NOT NULL DEFAULT 0,
    "unread_count" INTEGER NOT NULL DEFAULT 0,
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "first_message_at" TIMESTAMPTZ(3),
    "last_message_at" TIMESTAMPTZ(3),
    "last_inbound_at" TIMESTAMPTZ(3),
    "last_answer_at" TIMESTAMPTZ(3),
    "last_ai_response_at" TIMESTAMPTZ(3),
    "waiting_since" TIMESTAMPTZ(3),
    "response_count" INTEGER NOT NULL DEFAULT 0,
    "response_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(3),
    "episode" INTEGER NOT NULL DEFAULT 1,
    "episode_started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversations_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "customers" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT,
    "avatar_url" TEXT,
    "locale" TEXT,
    "time_zone" TEXT,
    "phone_encrypted" BYTEA,
    "email_encrypted" BYTEA,
    "attributes_encrypted" BYTEA,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "is_blocked" BOOLEAN NOT NULL DEFAULT false,
    "merged_into_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "customer_identities" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT,
    "username" TEXT,
    "avatar_url" TEXT,
    "locale" TEXT,
    "profile" JSONB NOT NULL DEFAULT '{}',
    "is_reachable" BOOLEAN NOT NULL DEFAULT true,
    "reachable_at" TIMESTAMPTZ(3),
    "consents" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_identities_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "identity_keys" (
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "identity_id" UUID NOT NULL,

    CONSTRAINT "identity_keys_pkey" PRIMARY KEY ("project_id","platform_id","external_id")
);

-- CreateTable
CREATE TABLE "inbound_keys" (
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "delivery_count" INTEGER NOT NULL DEFAULT 1,
    "first_delivered_at" TIMESTAMPTZ(3) NOT NULL,
    "last_delivered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inbound_keys_pkey" PRIMARY KEY ("project_id","platform_id","dedupe_key")
);

-- CreateTable
CREATE TABLE "inbound_events" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "kind" TEXT NOT NULL DEFAULT 'pending',
    "result" TEXT,
    "payload_encrypted" BYTEA,
    "body_sha256" BYTEA NOT NULL,
    "message_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "duration" DOUBLE PRECISION,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbound_events_pkey" PRIMARY KEY ("project_id","id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "message_refs" (
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "message_id" UUID,
    "waiting_event_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_refs_pkey" PRIMARY KEY ("project_id","platform_id","external_id")
);

-- CreateTable
CREATE TABLE "messages" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "event_id" UUID,
    "external_id" TEXT,
    "sequence" INTEGER NOT NULL,
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,
    "direction" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "mentions" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "hashtags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sender_type" TEXT NOT NULL,
    "sender_name" TEXT,
    "sender_external_id" TEXT,
    "identity_id" UUID,
    "reply_to_id" UUID,
    "reply_to_external_id" TEXT,
    "parent_id" UUID,
    "is_forwarded" BOOLEAN NOT NULL DEFAULT false,
    "referral" JSONB,
    "processing_status" TEXT NOT NULL DEFAULT 'PENDING',
    "confidence" DOUBLE PRECISION,
    "intents" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "entities" JSONB NOT NULL DEFAULT '[]',
    "response_type" TEXT,
    "template_id" TEXT,
    "reference_type" TEXT,
    "reference_id" TEXT,
    "delivery_status" TEXT NOT NULL,
    "visibility" TEXT NOT NULL DEFAULT 'VISIBLE',
    "client_reference" TEXT,
    "error" TEXT,
    "error_count" INTEGER NOT NULL DEFAULT 0,
    "edits" JSONB NOT NULL DEFAULT '[]',
    "edited_at" TIMESTAMPTZ(3),
    "edited_by_event_id" UUID,
    "platform_timestamp" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3),
    "processed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("project_id","id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "attachments" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "external_id" TEXT,
    "url" TEXT,
    "mime_type" TEXT,
    "file_name" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "duration" DOUBLE PRECISION,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachments_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "reactions" (
    "project_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "sender_key" TEXT NOT NULL,
    "emojis" TEXT[],
    "sender_type" TEXT NOT NULL,
    "sender_name" TEXT,
    "sender_external_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reactions_pkey" PRIMARY KEY ("project_id","message_id","sender_key")
);

-- CreateTable
CREATE TABLE "platform_metrics" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "date" DATE NOT NULL,
    "hour" SMALLINT,
    "total_messages" INTEGER NOT NULL DEFAULT 0,
    "incoming_messages" INTEGER NOT NULL DEFAULT 0,
    "outgoing_messages" INTEGER NOT NULL DEFAULT 0,
    "ai_responses" INTEGER NOT NULL DEFAULT 0,
    "human_responses" INTEGER NOT NULL DEFAULT 0,
    "new_conversations" INTEGER NOT NULL DEFAULT 0,
    "closed_conversations" INTEGER NOT NULL DEFAULT 0,
    "response_count" INTEGER NOT NULL DEFAULT 0,
    "response_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "webhook_errors" INTEGER NOT NULL DEFAULT 0,
    "api_errors" INTEGER NOT NULL DEFAULT 0,
    "processing_errors" INTEGER NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "platform_metrics_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "personalities" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "traits" JSONB NOT NULL DEFAULT '{}',
    "response_templates" JSONB NOT NULL DEFAULT '{}',
    "conversation_flow" JSONB NOT NULL DEFAULT '{}',
    "platform_adaptations" JSONB NOT NULL DEFAULT '{}',
    "content_restrictions" JSONB NOT NULL DEFAULT '{}',
    "model_settings" JSONB NOT NULL DEFAULT '{}',
    "prompt_templates" JSONB NOT NULL DEFAULT '{}',
    "context_rules" JSONB NOT NULL DEFAULT '{}',
    "learning" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "usage_count" BIGINT NOT NULL DEFAULT 0,
    "satisfaction" DOUBLE PRECISION,
    "effectiveness" DOUBLE PRECISION,
    "is_active" BOOLEAN NOT NULL DEFAULT false,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "personalities_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "processing_tasks" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID,
    "type" TEXT NOT NULL,
    "priority" INTEGER NOT NULL DEFAULT 5,
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL DEFAULT 4,
    "scheduled_for" TIMESTAMPTZ(3),
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "worker" TEXT,
    "configuration" JSONB NOT NULL DEFAULT '{}',
    "input" JSONB,
    "result" JSONB,
    "engine" TEXT,
    "model" TEXT,
    "personality_version" INTEGER,
    "tokens" INTEGER,
    "cost_micros" BIGINT,
    "confidence" DOUBLE PRECISION,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "processing_tasks_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "platform_apps" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "name" TEXT,
    "secrets_encrypted" BYTEA,
    "verify_token_encrypted" BYTEA,
    "unclaimed_count" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "platform_apps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platforms" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "app_id" UUID,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "external_id" TEXT,
    "external_name" TEXT,
    "url" TEXT,
    "avatar_url" TEXT,
    "follower_count" INTEGER,
    "config" JSONB NOT NULL DEFAULT '{}',
    "credentials_encrypted" BYTEA,
    "provider" TEXT,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "is_verified" BOOLEAN NOT NULL DEFAULT false,
    "connection_status" TEXT NOT NULL DEFAULT 'PENDING',
    "disconnected_at" TIMESTAMPTZ(3),
    "sync_status" TEXT NOT NULL DEFAULT 'IDLE',
    "last_sync_at" TIMESTAMPTZ(3),
    "token_expires_at" TIMESTAMPTZ(3),
    "last_error_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "error_count" INTEGER NOT NULL DEFAULT 0,
    "rate_limits" JSONB NOT NULL DEFAULT '{}',
    "rate_limits_reset_at" TIMESTAMPTZ(3),
    "quota" JSONB NOT NULL DEFAULT '{}',
    "quota_reset_at" TIMESTAMPTZ(3),
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "platforms_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "verify_token_encrypted" BYTEA,
    "secrets_encrypted" BYTEA,
    "subscribed_events" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "filters" JSONB NOT NULL DEFAULT '{}',
    "transformation_rules" JSONB NOT NULL DEFAULT '[]',
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "is_verified" BOOLEAN NOT NULL DEFAULT false,
    "received_count" BIGINT NOT NULL DEFAULT 0,
    "accepted_count" BIGINT NOT NULL DEFAULT 0,
    "refused_count" BIGINT NOT NULL DEFAULT 0,
    "failure_streak" INTEGER NOT NULL DEFAULT 0,
    "last_received_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure_reason" TEXT,
    "total_answer_ms" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "expected_rate_per_minute" INTEGER NOT NULL DEFAULT 1000,
    "expected_rate_per_hour" INTEGER NOT NULL DEFAULT 10000,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "projects_organization_id_slug_key" ON "projects"("organization_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "members_organization_id_subject_key" ON "members"("organization_id", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_project_id_idx" ON "api_keys"("project_id");

-- CreateIndex
CREATE INDEX "conversations_project_id_last_message_at_id_idx" ON "conversations"("project_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversations_project_id_customer_id_idx" ON "conversations"("project_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "conversations_project_id_platform_id_external_id_key" ON "conversations"("project_id", "platform_id", "external_id");

-- CreateIndex
CREATE INDEX "customer_identities_project_id_customer_id_idx" ON "customer_identities"("project_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_identities_project_id_platform_id_external_id_key" ON "customer_identities"("project_id", "platform_id", "external_id");

-- CreateIndex
CREATE INDEX "identity_keys_project_id_identity_id_idx" ON "identity_keys"("project_id", "identity_id");

-- CreateIndex
CREATE INDEX "inbound_events_project_id_platform_id_id_idx" ON "inbound_events"("project_id", "platform_id", "id");

-- CreateIndex
CREATE INDEX "messages_project_id_conversation_id_ordered_at_sequence_idx" ON "messages"("project_id", "conversation_id", "ordered_at", "sequence");

-- CreateIndex
CREATE INDEX "attachments_project_id_message_id_position_idx" ON "attachments"("project_id", "message_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "personalities_project_id_platform_id_slug_key" ON "personalities"("project_id", "platform_id", "slug");

-- CreateIndex
CREATE INDEX "processing_tasks_project_id_message_id_idx" ON "processing_tasks"("project_id", "message_id");

-- CreateIndex
CREATE INDEX "processing_tasks_project_id_conversation_id_idx" ON "processing_tasks"("project_id", "conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "platform_apps_project_id_id_key" ON "platform_apps"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "platform_apps_project_id_type_app_id_key" ON "platform_apps"("project_id", "type", "app_id");

-- CreateIndex
CREATE UNIQUE INDEX "platforms_project_id_id_key" ON "platforms"("project_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "platforms_organization_id_slug_key" ON "platforms"("organization_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "webhooks_project_id_platform_id_key" ON "webhooks"("project_id", "platform_id");

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project_cursors" ADD CONSTRAINT "project_cursors_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_project_id_platform_id_fkey" FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_project_id_customer_id_fkey" FOREIGN KEY ("project_id", "customer_id") REFERENCES "customers"("project_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_project_id_personality_id_fkey" FOREIGN KEY ("project_id", "personality_id") REFERENCES "personalities"("project_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "customers" ADD CONSTRAINT "customers_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_identities" ADD CONSTRAINT "customer_identities_project_id_customer_id_fkey" FOREIGN KEY ("project_id", "customer_id") REFERENCES "customers"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "customer_identities" ADD CONSTRAINT "customer_identities_project_id_platform_id_fkey" FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
-- Deferred: whoever inserts the key first owns the person, and writes the identity after it.
ALTER TABLE "identity_keys" ADD CONSTRAINT "identity_keys_project_id_identity_id_fkey" FOREIGN KEY ("project_id", "identity_id") REFERENCES "customer_identities"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_project_id_conversation_id_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversations"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_project_id_message_id_fkey" FOREIGN KEY ("project_id", "message_id") REFERENCES "messages"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_project_id_message_id_fkey" FOREIGN KEY ("project_id", "message_id") REFERENCES "messages"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "platform_metrics" ADD CONSTRAINT "platform_metrics_project_id_platform_id_fkey" FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "personalities" ADD CONSTRAINT "personalities_project_id_platform_id_fkey" FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "platform_apps" ADD CONSTRAINT "platform_apps_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "platforms" ADD CONSTRAINT "platforms_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "platforms" ADD CONSTRAINT "platforms_project_id_app_id_fkey" FOREIGN KEY ("project_id", "app_id") REFERENCES "platform_apps"("project_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_project_id_platform_id_fkey" FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Checks: what Prisma cannot say ---------------------------------------------------------------------------

ALTER TABLE "members" ADD CONSTRAINT "members_role_check" CHECK ("role" IN ('OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR'));
ALTER TABLE "api_keys"
  ADD CONSTRAINT "api_keys_hash_check" CHECK (octet_length("hash") = 32);

ALTER TABLE "platform_apps" ADD CONSTRAINT "platform_apps_type_check"
  CHECK ("type" IN ('FACEBOOK', 'INSTAGRAM', 'WHATSAPP', 'LINE', 'TELEGRAM', 'LINKEDIN', 'X'));
ALTER TABLE "platforms"
  ADD CONSTRAINT "platforms_type_check" CHECK ("type" IN ('FACEBOOK', 'INSTAGRAM', 'WHATSAPP', 'LINE', 'TELEGRAM', 'LINKEDIN', 'X')),
  ADD CONSTRAINT "platforms_connection_status_check" CHECK ("connection_status" IN ('PENDING', 'CONNECTED', 'ERROR', 'SUSPENDED')),
  ADD CONSTRAINT "platforms_sync_status_check" CHECK ("sync_status" IN ('IDLE', 'SYNCING', 'ERROR')),
  ADD CONSTRAINT "platforms_connected_account_check" CHECK ("connection_status" <> 'CONNECTED' OR "external_id" IS NOT NULL),
  ADD CONSTRAINT "platforms_counts_check" CHECK ("error_count" >= 0 AND ("follower_count" IS NULL OR "follower_count" >= 0));
-- An account belongs to at most one platform that was not given up, over all organisations: no payload can
-- ever belong to two tenants.
CREATE UNIQUE INDEX "platforms_claimed_account_key" ON "platforms" ("type", "external_id") WHERE "disconnected_at" IS NULL AND "external_id" IS NOT NULL;

ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_counts_check"
  CHECK ("received_count" >= 0 AND "accepted_count" >= 0 AND "refused_count" >= 0 AND "failure_streak" >= 0);

ALTER TABLE "inbound_keys" ADD CONSTRAINT "inbound_keys_delivery_count_check" CHECK ("delivery_count" >= 1);
ALTER TABLE "inbound_events"
  ADD CONSTRAINT "inbound_events_status_check" CHECK ("status" IN ('PENDING', 'PROCESSED', 'IGNORED', 'FAILED')),
  ADD CONSTRAINT "inbound_events_result_check" CHECK ("result" IS NULL OR "result" IN ('APPLIED', 'DUPLICATE', 'WAITING', 'NOTHING_TO_DO', 'SWITCHED_OFF', 'UNKNOWN_KIND', 'FAILED')),
  ADD CONSTRAINT "inbound_events_settled_check" CHECK (("status" = 'PENDING') OR "result" IS NOT NULL),
  ADD CONSTRAINT "inbound_events_failed_check" CHECK ("status" <> 'FAILED' OR "error" IS NOT NULL),
  ADD CONSTRAINT "inbound_events_body_check" CHECK (octet_length("body_sha256") = 32);
-- The working set: what still has to be applied.
CREATE INDEX "inbound_events_pending_idx" ON "inbound_events" ("project_id", "id") WHERE "status" = 'PENDING';
CREATE INDEX "inbound_events_failed_idx" ON "inbound_events" ("project_id", "id") WHERE "status" = 'FAILED';
CREATE INDEX "inbound_events_ignored_idx" ON "inbound_events" ("project_id", "id") WHERE "status" = 'IGNORED';

ALTER TABLE "conversations"
  ADD CONSTRAINT "conversations_type_check" CHECK ("type" IN ('PRIVATE', 'PUBLIC', 'GROUP')),
  ADD CONSTRAINT "conversations_status_check" CHECK ("status" IN ('ACTIVE', 'SNOOZED', 'CLOSED', 'ARCHIVED')),
  ADD CONSTRAINT "conversations_assignment_type_check" CHECK ("assignment_type" IN ('AI', 'HUMAN', 'HYBRID')),
  ADD CONSTRAINT "conversations_resolution_status_check" CHECK ("resolution_status" IN ('PENDING', 'RESOLVED', 'ESCALATED')),
  ADD CONSTRAINT "conversations_satisfaction_check" CHECK ("satisfaction" BETWEEN 1 AND 5),
  ADD CONSTRAINT "conversations_snoozed_check" CHECK (("status" = 'SNOOZED') = ("snoozed_until" IS NOT NULL)),
  ADD CONSTRAINT "conversations_closed_check" CHECK ("status" <> 'CLOSED' OR "closed_at" IS NOT NULL),
  ADD CONSTRAINT "conversations_counts_check" CHECK ("message_count" >= 0 AND "unread_count" >= 0 AND "last_sequence" >= 0 AND "response_count" >= 0 AND "response_seconds" >= 0 AND "episode" >= 1);
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_assignee_fkey" FOREIGN KEY ("assignee_id") REFERENCES "members" ("id") ON DELETE SET NULL;
-- The working set of an inbox: open conversations, most recent message first.
CREATE INDEX "conversations_open_idx" ON "conversations" ("project_id", "last_message_at" DESC, "id" DESC) WHERE "status" = 'ACTIVE';
CREATE INDEX "conversations_platform_idx" ON "conversations" ("project_id", "platform_id", "last_message_at" DESC, "id" DESC);
-- Small parts of all conversations that people filter by.
CREATE INDEX "conversations_settled_idx" ON "conversations" ("project_id", "status", "last_message_at" DESC, "id" DESC) WHERE "status" <> 'ACTIVE';
CREATE INDEX "conversations_assignee_idx" ON "conversations" ("project_id", "assignee_id", "last_message_at" DESC, "id" DESC) WHERE "assignee_id" IS NOT NULL;
CREATE INDEX "conversations_human_idx" ON "conversations" ("project_id", "assignment_type", "last_message_at" DESC, "id" DESC) WHERE "assignment_type" <> 'AI';
-- Partial: most conversations have neither tags nor a title, and each message updates its conversation.
CREATE INDEX "conversations_tags_idx" ON "conversations" USING GIN ("tags") WHERE "tags" <> '{}';

ALTER TABLE "messages"
  ADD CONSTRAINT "messages_direction_check" CHECK ("direction" IN ('INBOUND', 'OUTBOUND')),
  ADD CONSTRAINT "messages_type_check" CHECK ("type" IN ('TEXT', 'IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'STICKER', 'LOCATION', 'CONTACT', 'INTERACTIVE', 'TEMPLATE', 'SYSTEM')),
  ADD CONSTRAINT "messages_sender_type_check" CHECK ("sender_type" IN ('CUSTOMER', 'AI', 'HUMAN', 'SYSTEM')),
  ADD CONSTRAINT "messages_processing_status_check" CHECK ("processing_status" IN ('PENDING', 'PROCESSING', 'PROCESSED', 'SKIPPED', 'FAILED')),
  ADD CONSTRAINT "messages_response_type_check" CHECK ("response_type" IS NULL OR "response_type" IN ('AUTO', 'MANUAL', 'SUGGESTED')),
  ADD CONSTRAINT "messages_delivery_status_check" CHECK ("delivery_status" IN ('RECEIVED', 'SCHEDULED', 'HELD', 'QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELLED', 'UNCONFIRMED')),
  ADD CONSTRAINT "messages_received_check" CHECK (("direction" = 'INBOUND') = ("delivery_status" = 'RECEIVED')),
  ADD CONSTRAINT "messages_visibility_check" CHECK ("visibility" IN ('VISIBLE', 'HIDDEN', 'DELETED')),
  ADD CONSTRAINT "messages_sequence_check" CHECK ("sequence" >= 1);

-- What needs a person: messages that did not arrive.
CREATE INDEX "messages_undelivered_idx" ON "messages" ("project_id", "delivery_status", "id") WHERE "delivery_status" IN ('FAILED', 'UNCONFIRMED');

ALTER TABLE "attachments"
  ADD CONSTRAINT "attachments_type_check" CHECK ("type" IN ('TEXT', 'IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'STICKER', 'LOCATION', 'CONTACT', 'INTERACTIVE', 'TEMPLATE', 'SYSTEM')),
  ADD CONSTRAINT "attachments_state_check" CHECK ("state" IN ('PENDING', 'STORED', 'EXTERNAL', 'EXPIRED', 'FAILED')),
  ADD CONSTRAINT "attachments_size_check" CHECK ("size" >= 0);
ALTER TABLE "reactions" ADD CONSTRAINT "reactions_sender_type_check" CHECK ("sender_type" IN ('CUSTOMER', 'AI', 'HUMAN', 'SYSTEM'));

CREATE UNIQUE INDEX "personalities_default_key" ON "personalities" ("project_id", "platform_id") WHERE "is_default";
CREATE INDEX "personalities_active_idx" ON "personalities" ("project_id", "platform_id") WHERE "is_active";

ALTER TABLE "processing_tasks"
  ADD CONSTRAINT "processing_tasks_type_check" CHECK ("type" IN ('AI_RESPONSE', 'INTENT_ANALYSIS', 'SENTIMENT_ANALYSIS', 'TRANSLATION', 'MODERATION', 'SUMMARY', 'VISION', 'TRANSCRIPTION')),
  ADD CONSTRAINT "processing_tasks_status_check" CHECK ("status" IN ('QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  ADD CONSTRAINT "processing_tasks_priority_check" CHECK ("priority" BETWEEN 1 AND 10),
  ADD CONSTRAINT "processing_tasks_attempts_check" CHECK ("attempts" BETWEEN 0 AND "max_attempts"),
  ADD CONSTRAINT "processing_tasks_completed_check" CHECK (("status" = 'COMPLETED') <= ("completed_at" IS NOT NULL));
ALTER TABLE "processing_tasks" ADD CONSTRAINT "processing_tasks_conversation_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversations" ("project_id", "id") ON DELETE CASCADE;
CREATE INDEX "processing_tasks_queued_idx" ON "processing_tasks" ("project_id", "priority" DESC, "id") WHERE "status" IN ('QUEUED', 'PROCESSING');

ALTER TABLE "platform_metrics" ADD CONSTRAINT "platform_metrics_hour_check" CHECK ("hour" BETWEEN 0 AND 23);
CREATE UNIQUE INDEX "platform_metrics_span_key" ON "platform_metrics" ("project_id", "platform_id", "date", "hour") NULLS NOT DISTINCT;

ALTER TABLE "change_log" ADD CONSTRAINT "change_log_kind_check"
  CHECK ("kind" IN ('MESSAGE_ADDED', 'MESSAGE_UPDATED', 'CONVERSATION_UPDATED', 'PLATFORM_UPDATED', 'TASK_UPDATED'));
ALTER TABLE "project_cursors" ADD CONSTRAINT "project_cursors_last_check" CHECK ("last" >= 0);

-- A project always has its cursor.
CREATE FUNCTION create_project_cursor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.project_cursors (project_id) VALUES (NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER "projects_cursor" AFTER INSERT ON "projects" FOR EACH ROW EXECUTE FUNCTION create_project_cursor();

-- Partitions by month ----------------------------------------------------------------------------------------

-- The smallest UUIDv7 of a moment: its first 48 bits are the milliseconds since 1970.
CREATE FUNCTION uuid_v7_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- Makes the partitions of this month and of `months_ahead` more; returns how many were made. Rows outside every
-- month wait in the default partition, so that nothing is ever refused.
CREATE FUNCTION ensure_partitions(months_ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  made integer := 0;
  base text;
  first_day timestamptz;
  next_day timestamptz;
  part text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ensure_partitions'));
  FOREACH base IN ARRAY ARRAY['inbound_events', 'messages', 'change_log'] LOOP
    FOR n IN 0..months_ahead LOOP
      first_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n)) AT TIME ZONE 'UTC';
      next_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n + 1)) AT TIME ZONE 'UTC';
      part := format('%s_%s', base, to_char(first_day AT TIME ZONE 'UTC', 'YYYY_MM'));
      CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
      IF base = 'change_log' THEN
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', part, base, first_day, next_day);
      ELSE
        EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', part, base, uuid_v7_floor(first_day), uuid_v7_floor(next_day));
      END IF;
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;

CREATE TABLE "inbound_events_default" PARTITION OF "inbound_events" DEFAULT;
CREATE TABLE "messages_default" PARTITION OF "messages" DEFAULT;
CREATE TABLE "change_log_default" PARTITION OF "change_log" DEFAULT;
SELECT ensure_partitions(3);

-- Roles and row-level security -------------------------------------------------------------------------------
-- The application logs in as the owner and steps down to one of two roles inside each transaction:
-- parley_api answers one project and sees nothing else; parley_worker accepts and applies webhooks of all.

DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['parley_api', 'parley_worker'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO parley_api, parley_worker;

CREATE FUNCTION current_project() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('app.project_id', true), '')::uuid
$$;
-- Which organisation the current project belongs to, without opening `projects` to a policy about itself.
CREATE FUNCTION current_organization() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT organization_id FROM projects WHERE id = current_project()
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'platform_apps', 'platforms', 'webhooks', 'inbound_keys', 'inbound_events', 'message_refs', 'customers',
    'customer_identities', 'identity_keys', 'conversations', 'messages', 'attachments', 'reactions', 'personalities',
    'processing_tasks', 'platform_metrics', 'project_cursors', 'change_log'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()))', name);
    EXECUTE format('GRANT SELECT ON %I TO parley_api', name);
    EXECUTE format('CREATE POLICY worker ON %I TO parley_worker USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;

ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "projects" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "members" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "api_keys" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "organizations" FOR SELECT TO parley_api USING ("id" = (SELECT current_organization()));
CREATE POLICY tenant ON "projects" FOR SELECT TO parley_api USING ("id" = (SELECT current_project()));
CREATE POLICY tenant ON "members" FOR SELECT TO parley_api USING ("organization_id" = (SELECT current_organization()));
CREATE POLICY worker ON "projects" FOR SELECT TO parley_worker USING (true);
GRANT SELECT ON "organizations", "projects", "members" TO parley_api;
GRANT SELECT ON "projects", "personalities", "platform_apps" TO parley_worker;
GRANT UPDATE ("unclaimed_count", "updated_at") ON "platform_apps" TO parley_worker;
GRANT SELECT, UPDATE ON "platforms", "webhooks", "project_cursors" TO parley_worker;
GRANT SELECT, INSERT, UPDATE ON "inbound_keys", "inbound_events", "message_refs", "customers", "customer_identities",
  "identity_keys", "conversations", "messages", "attachments", "reactions", "processing_tasks", "platform_metrics" TO parley_worker;
GRANT DELETE ON "attachments" TO parley_worker;
GRANT SELECT, INSERT ON "change_log" TO parley_worker;

-- Who a key belongs to, before any project is known. Answers nothing for a revoked or expired key.
CREATE FUNCTION authenticate_api_key(key_hash bytea)
RETURNS TABLE (id uuid, project_id uuid, organization_id uuid, name text, prefix text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.id, k.project_id, p.organization_id, k.name, k.prefix, k.scopes
  FROM api_keys k JOIN projects p ON p.id = k.project_id
  WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;
-- Which of these keys still hold: asked for every open socket every few seconds.
CREATE FUNCTION living_api_keys(key_ids uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM api_keys WHERE id = ANY (key_ids) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
$$;
REVOKE EXECUTE ON FUNCTION ensure_partitions(integer), authenticate_api_key(bytea), living_api_keys(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_partitions(integer) TO parley_worker;
GRANT EXECUTE ON FUNCTION authenticate_api_key(bytea), living_api_keys(uuid[]) TO parley_api;

-- Search. A filter that is not leakproof cannot use an index under row-level security, so these look-ups run as
-- the owner and check the tenant themselves.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "customers_name_trgm_idx" ON "customers" USING GIN ("name" gin_trgm_ops);
CREATE INDEX "conversations_title_trgm_idx" ON "conversations" USING GIN ("title" gin_trgm_ops) WHERE "title" IS NOT NULL;
CREATE FUNCTION search_conversations(needle text, max_rows integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH pattern AS (SELECT '%' || replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_') || '%' AS text)
  (SELECT c.id FROM conversations c, pattern WHERE c.project_id = current_project() AND c.title ILIKE pattern.text LIMIT max_rows)
  UNION
  (SELECT c.id FROM customers p JOIN conversations c ON c.project_id = p.project_id AND c.customer_id = p.id, pattern
   WHERE p.project_id = current_project() AND p.name ILIKE pattern.text LIMIT max_rows)
$$;
CREATE FUNCTION conversations_with_tag(wanted text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM conversations WHERE project_id = current_project() AND tags @> ARRAY[wanted] AND tags <> '{}'
$$;
REVOKE EXECUTE ON FUNCTION search_conversations(text, integer), conversations_with_tag(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_conversations(text, integer), conversations_with_tag(text) TO parley_api;
