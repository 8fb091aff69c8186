-- Clocks that run while nobody is connected, and what the archive keeps of games with them or from a position.

ALTER TABLE rooms ADD COLUMN deadline_at_ms INTEGER;

-- Only rooms whose clock runs are in it.
CREATE INDEX rooms_deadline ON rooms (deadline_at_ms) WHERE deadline_at_ms IS NOT NULL;

ALTER TABLE games ADD COLUMN start_ply INTEGER NOT NULL DEFAULT 0;
ALTER TABLE games ADD COLUMN initial_ms INTEGER;
ALTER TABLE games ADD COLUMN increment_ms INTEGER;
ALTER TABLE games ADD COLUMN move_times TEXT NOT NULL DEFAULT '[]';

CREATE INDEX games_room ON games (room_id, number);
