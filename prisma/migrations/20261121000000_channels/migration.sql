-- A message's last tries: what may have reached the platform already, and since when it waits.
ALTER TABLE "messages" ADD COLUMN "wanted_at" TIMESTAMPTZ(3);
ALTER TABLE "messages" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "messages" ADD COLUMN "attempted_at" TIMESTAMPTZ(3);
CREATE INDEX "messages_surface_channel_state_idx" ON "messages"("surface", "channel", "state");

-- Channels of a platform that counts by channel: until when nothing is sent there and why, and the backlog that was announced.
CREATE TABLE "channels" (
    "surface" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "held_until" TIMESTAMPTZ(3),
    "held_reason" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "backlog" JSONB,
    CONSTRAINT "channels_pkey" PRIMARY KEY ("surface", "channel")
);
CREATE INDEX "channels_held_until_idx" ON "channels"("held_until");

-- What came in from a platform, so that a retry or a second click is known, whichever process it reaches.
CREATE TABLE "receipts" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "receipts_at_idx" ON "receipts"("at");

-- Workspaces and tenants that installed this Ratchet; the token is encrypted by whoever wrote it.
CREATE TABLE "installations" (
    "surface" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret_box" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "installed_by" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "installations_pkey" PRIMARY KEY ("surface", "team")
);
