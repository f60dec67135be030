-- Who may do what: keys with a role, people with roles in the organisation and in single projects, teams,
-- invitations, the identity providers that organisations bring, and the record of what was done.

-- A key that is already in use could do everything but decide over the organisation: so it stays.
ALTER TABLE "api_keys" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'ADMIN';
ALTER TABLE "api_keys" ALTER COLUMN "role" DROP DEFAULT;
UPDATE "api_keys" SET "scopes" = '{*}';
ALTER TABLE "api_keys"
  ADD COLUMN "replaced_by" UUID,
  ADD COLUMN "created_by" TEXT,
  ADD CONSTRAINT "api_keys_role_check" CHECK ("role" IN ('OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR')),
  ADD CONSTRAINT "api_keys_scopes_check" CHECK ("scopes" IS NOT NULL AND cardinality("scopes") > 0);

-- No role in the organisation: only in the projects that are listed. A subject is unique within its issuer.
ALTER TABLE "members"
  ADD COLUMN "issuer" TEXT,
  ALTER COLUMN "role" DROP NOT NULL,
  ALTER COLUMN "role" DROP DEFAULT;
DROP INDEX "members_organization_id_subject_key";
CREATE UNIQUE INDEX "members_organization_id_issuer_subject_key" ON "members" ("organization_id", "issuer", "subject");
-- Signing in finds a person before any organisation is known.
CREATE INDEX "members_issuer_subject_idx" ON "members" ("issuer", "subject");

CREATE TABLE "project_members" (
    "project_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "project_members_pkey" PRIMARY KEY ("project_id", "member_id")
);
ALTER TABLE "project_members"
  ADD CONSTRAINT "project_members_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "project_members_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "project_members_role_check" CHECK ("role" IN ('OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR'));
CREATE INDEX "project_members_member_id_idx" ON "project_members" ("member_id");

CREATE TABLE "teams" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "teams_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "teams" ADD CONSTRAINT "teams_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "teams_project_id_name_key" ON "teams" ("project_id", "name");

CREATE TABLE "team_members" (
    "project_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "team_members_pkey" PRIMARY KEY ("project_id", "team_id", "member_id")
);
ALTER TABLE "team_members"
  ADD CONSTRAINT "team_members_project_id_team_id_fkey" FOREIGN KEY ("project_id", "team_id") REFERENCES "teams" ("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "team_members_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "team_members_member_id_idx" ON "team_members" ("member_id");

-- An invitation is made in a project; it may be to that project or to the whole organisation.
CREATE TABLE "invitations" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "reach" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "email_encrypted" BYTEA,
    "invited_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "invitations_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "invitations"
  ADD CONSTRAINT "invitations_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "invitations_accepted_by_id_fkey" FOREIGN KEY ("accepted_by_id") REFERENCES "members" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
  ADD CONSTRAINT "invitations_reach_check" CHECK ("reach" IN ('PROJECT', 'ORGANIZATION')),
  ADD CONSTRAINT "invitations_role_check" CHECK ("role" IN ('OWNER', 'ADMIN', 'AGENT', 'ANALYST', 'INTEGRATOR')),
  ADD CONSTRAINT "invitations_token_check" CHECK (octet_length("token_hash") = 32);
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations" ("token_hash");
CREATE INDEX "invitations_accepted_by_id_idx" ON "invitations" ("accepted_by_id");

-- The organisation's own identity provider, beside the one of the installation.
CREATE TABLE "identity_providers" (
    "organization_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "jwks_url" TEXT NOT NULL,
    "algorithms" TEXT[],
    "subject_claim" TEXT NOT NULL DEFAULT 'sub',
    "email_claim" TEXT NOT NULL DEFAULT 'email',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "identity_providers_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "identity_providers"
  ADD CONSTRAINT "identity_providers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  -- Public keys only: a shared secret or none would let anybody sign.
  ADD CONSTRAINT "identity_providers_algorithms_check" CHECK ("algorithms" IS NOT NULL AND cardinality("algorithms") > 0
    AND "algorithms" <@ ARRAY['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']);
CREATE INDEX "identity_providers_issuer_idx" ON "identity_providers" ("issuer");

-- What was done, by whom. Nobody changes or removes a line of it, the owner of the tables included.
CREATE TABLE "audit_entries" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT,
    "subject_id" UUID,
    "difference" JSONB NOT NULL,
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("project_id", "id")
);
ALTER TABLE "audit_entries"
  ADD CONSTRAINT "audit_entries_actor_kind_check" CHECK ("actor_kind" IN ('API_KEY', 'MEMBER', 'IDENTITY'));
CREATE INDEX "audit_entries_subject_idx" ON "audit_entries" ("project_id", "subject_id", "id" DESC) WHERE "subject_id" IS NOT NULL;
CREATE FUNCTION "refuse_change_of_audit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_audit"();
CREATE TRIGGER "audit_entries_not_emptied" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit"();

-- Row-level security ------------------------------------------------------------------------------------------

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['project_members', 'teams', 'team_members', 'invitations', 'audit_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON %I TO parley_api USING (project_id = (SELECT current_project())) WITH CHECK (project_id = (SELECT current_project()))', name);
    EXECUTE format('CREATE POLICY worker ON %I TO parley_worker USING (true) WITH CHECK (true)', name);
  END LOOP;
END $$;
ALTER TABLE "identity_providers" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "identity_providers" FOR SELECT TO parley_api USING ("organization_id" = (SELECT current_organization()));
CREATE POLICY worker ON "identity_providers" TO parley_worker USING (true) WITH CHECK (true);
CREATE POLICY tenant ON "api_keys" FOR SELECT TO parley_api USING ("project_id" = (SELECT current_project()));
CREATE POLICY worker ON "api_keys" TO parley_worker USING (true) WITH CHECK (true);
CREATE POLICY worker ON "members" TO parley_worker USING (true) WITH CHECK (true);

GRANT SELECT ON "project_members", "teams", "team_members", "identity_providers", "audit_entries" TO parley_api;
-- Everything but the hashes, by which keys and invitations are found.
GRANT SELECT ("id", "project_id", "name", "prefix", "role", "scopes", "expires_at", "revoked_at", "last_used_at", "replaced_by", "created_by", "created_at") ON "api_keys" TO parley_api;
GRANT SELECT ("project_id", "id", "organization_id", "reach", "role", "email_encrypted", "invited_by", "expires_at", "accepted_at", "accepted_by_id", "revoked_at", "created_at") ON "invitations" TO parley_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON "project_members", "teams", "team_members", "identity_providers" TO parley_worker;
GRANT SELECT, INSERT, UPDATE ON "api_keys", "members", "invitations" TO parley_worker;
GRANT INSERT ON "audit_entries" TO parley_worker;

-- Who asks ----------------------------------------------------------------------------------------------------

-- Answers nothing for a revoked or expired key.
DROP FUNCTION authenticate_api_key(bytea);
CREATE FUNCTION authenticate_api_key(key_hash bytea)
RETURNS TABLE (id uuid, project_id uuid, organization_id uuid, slug text, name text, prefix text, role text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.id, k.project_id, p.organization_id, p.slug, k.name, k.prefix, k.role, k.scopes
  FROM api_keys k JOIN projects p ON p.id = k.project_id
  WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;

-- What each of these keys may do now; none for one that no longer holds.
DROP FUNCTION living_api_keys(uuid[]);
CREATE FUNCTION power_of_api_keys(key_ids uuid[]) RETURNS TABLE (id uuid, power text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.id, concat_ws(':', k.role, array_to_string(k.scopes, ',')) FROM api_keys k
  WHERE k.id = ANY (key_ids) AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
$$;

-- The identity providers that organisations have named for an issuer.
CREATE FUNCTION identity_providers_of(wanted_issuer text)
RETURNS TABLE (organization_id uuid, issuer text, audience text, jwks_url text, algorithms text[], subject_claim text, email_claim text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT i.organization_id, i.issuer, i.audience, i.jwks_url, i.algorithms, i.subject_claim, i.email_claim
  FROM identity_providers i WHERE i.issuer = wanted_issuer ORDER BY i.organization_id LIMIT 20
$$;

-- The projects in which a person who signed in may act, of one organisation or of all.
CREATE FUNCTION projects_of_identity(wanted_issuer text, wanted_subject text, within uuid)
RETURNS TABLE (member_id uuid, name text, organization_id uuid, organization_role text, project_id uuid, slug text, project_name text, project_role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT m.id, m.name, m.organization_id, m.role, p.id, p.slug, p.name, pm.role
  FROM members m JOIN projects p ON p.organization_id = m.organization_id
    LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.member_id = m.id
  WHERE m.issuer = wanted_issuer AND m.subject = wanted_subject AND m.is_active
    AND (within IS NULL OR m.organization_id = within) AND (m.role IS NOT NULL OR pm.role IS NOT NULL)
  ORDER BY p.id
$$;

-- What each of these people may do now in each of these projects; none for one who no longer may anything.
CREATE FUNCTION power_of_members(member_ids uuid[], project_ids uuid[]) RETURNS TABLE (member_id uuid, project_id uuid, power text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT m.id, p.id, concat_ws(':', coalesce(m.role, '-'), coalesce(pm.role, '-'))
  FROM unnest(member_ids, project_ids) AS asked (member_id, project_id)
    JOIN members m ON m.id = asked.member_id AND m.is_active
    JOIN projects p ON p.id = asked.project_id AND p.organization_id = m.organization_id
    LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.member_id = m.id
  WHERE m.role IS NOT NULL OR pm.role IS NOT NULL
$$;

-- Last use, at most once a minute for each.
CREATE FUNCTION note_use(key_ids uuid[], member_ids uuid[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH stale AS (SELECT id FROM api_keys WHERE id = ANY (key_ids)
    AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute') ORDER BY id FOR UPDATE SKIP LOCKED)
  UPDATE api_keys k SET last_used_at = now() FROM stale WHERE k.id = stale.id;
  WITH stale AS (SELECT id FROM members WHERE id = ANY (member_ids)
    AND (last_seen_at IS NULL OR last_seen_at < now() - interval '1 minute') ORDER BY id FOR UPDATE SKIP LOCKED)
  UPDATE members m SET last_seen_at = now() FROM stale WHERE m.id = stale.id
$$;

REVOKE EXECUTE ON FUNCTION authenticate_api_key(bytea), power_of_api_keys(uuid[]), identity_providers_of(text),
  projects_of_identity(text, text, uuid), power_of_members(uuid[], uuid[]), note_use(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION authenticate_api_key(bytea), power_of_api_keys(uuid[]), identity_providers_of(text),
  projects_of_identity(text, text, uuid), power_of_members(uuid[], uuid[]), note_use(uuid[], uuid[]) TO parley_api;
