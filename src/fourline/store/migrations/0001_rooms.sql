-- Rooms with their logs, the archive of finished games, and what the store keeps for itself.

CREATE TABLE rooms (
    room INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL UNIQUE,
    join_key TEXT NOT NULL UNIQUE,
    watch_key TEXT NOT NULL UNIQUE,
    host_hash BLOB,
    guest_hash BLOB,
    created_ms INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    played INTEGER NOT NULL
);

CREATE UNIQUE INDEX rooms_host_hash ON rooms (host_hash) WHERE host_hash IS NOT NULL;

-- Only rooms that never saw a move are in it, so it stays small.
CREATE INDEX rooms_unplayed ON rooms (created_ms) WHERE played = 0;

-- With a rowid: grouped appends to many rooms write half as many pages as WITHOUT ROWID.
CREATE TABLE events (
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    service_ms INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    seat TEXT,
    command TEXT,
    PRIMARY KEY (room, seq)
);

CREATE TABLE games (
    game_id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    moves TEXT NOT NULL,
    red TEXT NOT NULL,
    red_name TEXT,
    yellow_name TEXT,
    winner TEXT,
    reason TEXT NOT NULL,
    lines TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER NOT NULL
);

-- One row: the last stored service time, and a bit that probing flips, as SQLite doesn't write what stays the same.
CREATE TABLE meta (
    service_ms INTEGER NOT NULL,
    probe INTEGER NOT NULL
);

INSERT INTO meta VALUES (0, 0);
