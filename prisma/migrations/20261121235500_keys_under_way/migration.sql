-- A change that calls the network is under way for a while: its key is taken before it begins, so that another input of
-- the same key is refused meanwhile. Keys of before are those of changes that are done.
ALTER TABLE "idempotency_keys"
  ADD COLUMN "running" INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT "idempotency_keys_running_check" CHECK ("running" >= 0);
