-- Sending: the message, its parts (one per call of the network's API), every attempt, and a lane per conversation.
ALTER TABLE "messages"
  ADD COLUMN "send_at" TIMESTAMPTZ(3),
  ADD COLUMN "outbound_content" JSONB,
  ADD COLUMN "part_count" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "error_class" TEXT,
  ADD COLUMN "error_code" TEXT,
  ADD CONSTRAINT "messages_error_class_check" CHECK ("error_class" IN ('AUTH_EXPIRED', 'PERMISSION', 'WINDOW_CLOSED',
    'RECIPIENT_UNAVAILABLE', 'INVALID_REQUEST', 'RATE_LIMITED', 'REPLY_TOKEN_SPENT', 'QUOTA_EXHAUSTED', 'TRANSIENT')),
  ADD CONSTRAINT "messages_scheduled_check" CHECK ("delivery_status" <> 'SCHEDULED' OR "send_at" IS NOT NULL),
  ADD CONSTRAINT "messages_part_count_check" CHECK ("part_count" >= 1);
-- The working sets: what a lane sends next, and what waits for its time.
CREATE INDEX "messages_to_send_idx" ON "messages" ("project_id", "conversation_id", "sequence") WHERE "delivery_status" IN ('QUEUED', 'SENDING');
CREATE INDEX "messages_scheduled_idx" ON "messages" ("send_at") WHERE "delivery_status" = 'SCHEDULED';

CREATE TABLE "message_parts" (
    "project_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "platform_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "reference" UUID NOT NULL,
    "request" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'QUEUED',
    "external_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "tries" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3),
    "usage" JSONB,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "message_parts_pkey" PRIMARY KEY ("project_id", "message_id", "position")
);
CREATE UNIQUE INDEX "message_parts_project_id_reference_key" ON "message_parts" ("project_id", "reference");
ALTER TABLE "message_parts" ADD CONSTRAINT "message_parts_project_id_message_id_fkey"
  FOREIGN KEY ("project_id", "message_id") REFERENCES "messages" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message_parts"
  ADD CONSTRAINT "message_parts_status_check" CHECK ("status" IN ('QUEUED', 'SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELLED')),
  ADD CONSTRAINT "message_parts_position_check" CHECK ("position" >= 0 AND "tries" >= 0);
-- What an echo or a status may speak of before the call's own answer is known.
CREATE INDEX "message_parts_open_idx" ON "message_parts" ("project_id", "conversation_id") WHERE "status" IN ('SENDING', 'UNCONFIRMED');

CREATE TABLE "send_attempts" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'SEND',
    "worker" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "status" INTEGER,
    "error_class" TEXT,
    "error_code" TEXT,
    "error" TEXT,
    CONSTRAINT "send_attempts_pkey" PRIMARY KEY ("project_id", "id")
);
CREATE INDEX "send_attempts_project_id_message_id_idx" ON "send_attempts" ("project_id", "message_id");
ALTER TABLE "send_attempts" ADD CONSTRAINT "send_attempts_project_id_message_id_fkey"
  FOREIGN KEY ("project_id", "message_id") REFERENCES "messages" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "send_attempts"
  ADD CONSTRAINT "send_attempts_kind_check" CHECK ("kind" IN ('SEND', 'EDIT', 'DELETE', 'REACT', 'READ', 'ACKNOWLEDGE')),
  ADD CONSTRAINT "send_attempts_outcome_check" CHECK ("outcome" IN ('ACCEPTED', 'REFUSED', 'UNKNOWN')),
  ADD CONSTRAINT "send_attempts_finished_check" CHECK (("outcome" IS NULL) = ("finished_at" IS NULL));

CREATE TABLE "send_lanes" (
    "project_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "platform_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "lease_owner" UUID,
    CONSTRAINT "send_lanes_pkey" PRIMARY KEY ("project_id", "conversation_id")
);
CREATE INDEX "send_lanes_due_at_idx" ON "send_lanes" ("due_at");
ALTER TABLE "send_lanes" ADD CONSTRAINT "send_lanes_project_id_conversation_id_fkey"
  FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversations" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "idempotency_keys" (
    "project_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "input_sha256" BYTEA NOT NULL,
    "result_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("project_id", "key")
);
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_project_id_fkey"
  FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_hash_check" CHECK (octet_length("input_sha256") = 32);

-- A platform that the network asked to leave alone for a while.
ALTER TABLE "platforms" ADD COLUMN "send_not_before" TIMESTAMPTZ(3);

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['message_parts', 'send_attempts', 'send_lanes', 'idempotency_keys'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()))', name);
    EXECUTE format('GRANT SELECT ON %I TO parley_api', name);
    EXECUTE format('CREATE POLICY worker ON %I TO parley_worker USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO parley_worker', name);
  END LOOP;
END $$;

-- Counters of the sending limits where there is no Redis. Not logged: after a crash a limit starts anew.
CREATE UNLOGGED TABLE "send_rates" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,
    CONSTRAINT "send_rates_pkey" PRIMARY KEY ("key")
);
