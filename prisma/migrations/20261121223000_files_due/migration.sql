-- When the sweep is to look at a file that nothing uses: uploads that are kept for a while are not read before.
DROP INDEX "stored_files_unused_idx";
CREATE INDEX "stored_files_due_idx" ON "stored_files" (GREATEST("unused_since", "kept_until")) WHERE "unused_since" IS NOT NULL;
