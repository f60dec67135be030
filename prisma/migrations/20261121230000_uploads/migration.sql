-- A file may have to be given to its network before it is sent: such a call stands in the ledger as well.
ALTER TABLE "send_attempts" DROP CONSTRAINT "send_attempts_kind_check";
ALTER TABLE "send_attempts"
  ADD CONSTRAINT "send_attempts_kind_check" CHECK ("kind" IN ('SEND', 'UPLOAD', 'EDIT', 'DELETE', 'REACT', 'READ', 'ACKNOWLEDGE'));

-- What a network calls a file depends on what it was given as: a picture sent as a document is another.
ALTER TABLE "network_files" ADD COLUMN "sent_as" TEXT NOT NULL DEFAULT 'FILE';
ALTER TABLE "network_files" ALTER COLUMN "sent_as" DROP DEFAULT;
ALTER TABLE "network_files" DROP CONSTRAINT "network_files_pkey";
ALTER TABLE "network_files" ADD CONSTRAINT "network_files_pkey" PRIMARY KEY ("project_id", "file_id", "platform_id", "sent_as");
