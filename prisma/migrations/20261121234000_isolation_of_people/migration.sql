-- People stand in organisations, and what names them in projects: no foreign key can say that both are of the same
-- organisation. Refused as one all the same. The argument is the column that names the member.
CREATE FUNCTION check_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  named uuid := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF named IS NOT NULL AND NOT EXISTS (
    SELECT FROM projects p JOIN members m ON m.organization_id = p.organization_id
    WHERE p.id = NEW.project_id AND m.id = named) THEN
    RAISE EXCEPTION 'the member is none of the organisation of this project'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = TG_NAME;
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION check_member() FROM PUBLIC;
CREATE TRIGGER "project_members_member_organization" BEFORE INSERT OR UPDATE OF "project_id", "member_id" ON "project_members"
  FOR EACH ROW EXECUTE FUNCTION check_member('member_id');
CREATE TRIGGER "team_members_member_organization" BEFORE INSERT OR UPDATE OF "project_id", "member_id" ON "team_members"
  FOR EACH ROW EXECUTE FUNCTION check_member('member_id');
CREATE TRIGGER "invitations_accepted_by_organization" BEFORE INSERT OR UPDATE OF "project_id", "accepted_by_id" ON "invitations"
  FOR EACH ROW EXECUTE FUNCTION check_member('accepted_by_id');

-- An invitation to the organisation is to that of its project.
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_project_id_organization_id_fkey"
  FOREIGN KEY ("project_id", "organization_id") REFERENCES "projects" ("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A key is followed by one of its own project.
CREATE UNIQUE INDEX "api_keys_project_id_id_key" ON "api_keys" ("project_id", "id");
DROP INDEX "api_keys_project_id_idx";
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project_id_replaced_by_fkey"
  FOREIGN KEY ("project_id", "replaced_by") REFERENCES "api_keys" ("project_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- An attachment is copied for an account of its own project. Gone with it is only whose turn it is.
CREATE INDEX "attachments_platform_idx" ON "attachments" ("project_id", "platform_id") WHERE "platform_id" IS NOT NULL;
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_project_id_platform_id_fkey"
  FOREIGN KEY ("project_id", "platform_id") REFERENCES "platforms" ("project_id", "id") ON DELETE SET NULL ("platform_id");
