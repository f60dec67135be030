-- What an upload was called: the name that customers see where a send gives no other.
ALTER TABLE "stored_files" ADD COLUMN "file_name" TEXT;

-- Some networks keep the name with the bytes: the same file under another name is another one to them.
ALTER TABLE "network_files" ADD COLUMN "file_name" TEXT NOT NULL DEFAULT '';
ALTER TABLE "network_files" ALTER COLUMN "file_name" DROP DEFAULT;
ALTER TABLE "network_files" DROP CONSTRAINT "network_files_pkey";
ALTER TABLE "network_files" ADD CONSTRAINT "network_files_pkey" PRIMARY KEY ("project_id", "file_id", "platform_id", "sent_as", "file_name");
