-- A platform stands in the organisation of its project.
CREATE UNIQUE INDEX "projects_id_organization_id_key" ON "projects" ("id", "organization_id");
ALTER TABLE "platforms" ADD CONSTRAINT "platforms_project_id_organization_id_fkey"
  FOREIGN KEY ("project_id", "organization_id") REFERENCES "projects" ("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A conversation is assigned to a person of its own organisation. Members belong to organisations, conversations to
-- projects, so that no foreign key can say it; refused as one all the same.
CREATE FUNCTION check_assignee() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM projects p JOIN members m ON m.organization_id = p.organization_id
                 WHERE p.id = NEW.project_id AND m.id = NEW.assignee_id) THEN
    RAISE EXCEPTION 'the assignee is no member of the organisation of this project'
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'conversations_assignee_organization';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION check_assignee() FROM PUBLIC;
CREATE TRIGGER "conversations_assignee_organization" BEFORE INSERT OR UPDATE OF "assignee_id" ON "conversations"
  FOR EACH ROW WHEN (NEW."assignee_id" IS NOT NULL) EXECUTE FUNCTION check_assignee();

-- Which keys have sealed what is stored, each with a value that only the very key opens. A process whose ring lacks
-- one that is in use, or holds another key of the same name, does not start.
CREATE TABLE "encryption_keys" (
    "id" TEXT NOT NULL,
    "check_encrypted" BYTEA NOT NULL,
    "in_use" BOOLEAN NOT NULL DEFAULT true,
    "fronted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "encryption_keys_pkey" PRIMARY KEY ("id")
);
