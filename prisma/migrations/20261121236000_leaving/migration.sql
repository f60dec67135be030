-- An invitation brings nobody back who left after it was made, and counts as long as whoever made it may still make it.
ALTER TABLE "members" ADD COLUMN "left_at" TIMESTAMPTZ(3);
UPDATE "members" SET "left_at" = "updated_at" WHERE NOT "is_active";

-- Who was taken out of a project is noted there, without a role.
ALTER TABLE "project_members"
  ALTER COLUMN "role" DROP NOT NULL,
  ADD COLUMN "left_at" TIMESTAMPTZ(3),
  ADD CONSTRAINT "project_members_left_check" CHECK ("role" IS NOT NULL OR "left_at" IS NOT NULL);

-- A member or a key; null for those of the installation, and for those from before this was noted.
ALTER TABLE "invitations" ADD COLUMN "invited_by_id" UUID;
