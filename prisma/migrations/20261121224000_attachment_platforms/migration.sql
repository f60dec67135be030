-- Copying is fair over platforms: the account that an attachment was sent to stands beside it. Those that came
-- before anything was copied have none and stay as they are.
ALTER TABLE "attachments" ADD COLUMN "platform_id" UUID;
DROP INDEX "attachments_to_copy_idx";
CREATE INDEX "attachments_to_copy_idx" ON "attachments" ("platform_id", "copy_due_at") WHERE "state" = 'PENDING';
