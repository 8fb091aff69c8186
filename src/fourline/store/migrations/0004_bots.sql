-- What the archive says of games against bots: the level of the one in the guest's seat, and the hints given against it.

ALTER TABLE games ADD COLUMN bot INTEGER;
ALTER TABLE games ADD COLUMN hints INTEGER NOT NULL DEFAULT 0;
