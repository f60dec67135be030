-- Comments: answered in private once each, hidden and shown again.
ALTER TABLE "messages" ADD COLUMN "private_reply_to_id" UUID;

-- Who has the one private answer of a comment. A table of its own: a key of the partitioned messages cannot say it.
-- The row is claimed before the message is stored, and passes on where its message was not sent and never will be.
CREATE TABLE "private_replies" (
    "project_id" UUID NOT NULL,
    "comment_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    CONSTRAINT "private_replies_pkey" PRIMARY KEY ("project_id", "comment_id")
);
CREATE UNIQUE INDEX "private_replies_project_id_message_id_key" ON "private_replies" ("project_id", "message_id");
ALTER TABLE "private_replies" ADD CONSTRAINT "private_replies_project_id_comment_id_fkey"
  FOREIGN KEY ("project_id", "comment_id") REFERENCES "messages" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "private_replies" ADD CONSTRAINT "private_replies_project_id_message_id_fkey"
  FOREIGN KEY ("project_id", "message_id") REFERENCES "messages" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE "private_replies" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "private_replies" TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()));
GRANT SELECT ON "private_replies" TO parley_api;
CREATE POLICY worker ON "private_replies" TO parley_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "private_replies" TO parley_worker;

-- A conversation whose messages went to the one that its customer had already goes, and no other.
CREATE POLICY worker_leaves_empty ON "conversations" AS RESTRICTIVE FOR DELETE TO parley_worker USING (message_count = 0);
GRANT DELETE ON "conversations" TO parley_worker;

ALTER TABLE "send_attempts" DROP CONSTRAINT "send_attempts_kind_check";
ALTER TABLE "send_attempts" ADD CONSTRAINT "send_attempts_kind_check"
  CHECK ("kind" IN ('SEND', 'UPLOAD', 'EDIT', 'DELETE', 'REACT', 'READ', 'ACKNOWLEDGE', 'HIDE', 'UNHIDE'));
