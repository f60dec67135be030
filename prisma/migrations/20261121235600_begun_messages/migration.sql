-- Messages of several parts that are going out: nothing else of their lane goes between. Nearly always empty.
CREATE INDEX "messages_begun_idx" ON "messages" ("project_id", "conversation_id") WHERE "delivery_status" = 'SENDING' AND "part_count" > 1;
