-- A database as release 0.1 left it: one room with a finished game, one that waits. It never changes.
PRAGMA application_id = 1179604306;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
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
INSERT INTO "events" VALUES(1,1,'{"type":"opened","color":"red","name":"Ada"}',1000,1700000000000,NULL,NULL);
INSERT INTO "events" VALUES(1,2,'{"type":"joined","seat":"guest","name":"Bo"}',1000,1700000000000,NULL,NULL);
INSERT INTO "events" VALUES(1,3,'{"type":"moved","color":"red","column":0,"row":0,"ply":1}',2000,1700000001000,'host','c-1');
INSERT INTO "events" VALUES(1,4,'{"type":"moved","color":"yellow","column":1,"row":0,"ply":2}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,5,'{"type":"moved","color":"red","column":0,"row":1,"ply":3}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,6,'{"type":"moved","color":"yellow","column":1,"row":1,"ply":4}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,7,'{"type":"moved","color":"red","column":0,"row":2,"ply":5}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,8,'{"type":"moved","color":"yellow","column":1,"row":2,"ply":6}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,9,'{"type":"moved","color":"red","column":0,"row":3,"ply":7}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(1,10,'{"type":"ended","winner":"red","reason":"line","game_id":"g","lines":[[[0,0],[0,1],[0,2],[0,3]]]}',3000,1700000002000,NULL,NULL);
INSERT INTO "events" VALUES(2,1,'{"type":"opened","color":"yellow"}',4000,1700000003000,NULL,NULL);
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
INSERT INTO "games" VALUES('g','room-a',1,'1212121','host','Ada','Bo','red','line','[[[0,0],[0,1],[0,2],[0,3]]]',1000,2000);
CREATE TABLE meta (
    service_ms INTEGER NOT NULL,
    probe INTEGER NOT NULL
);
INSERT INTO "meta" VALUES(4000,0);
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
INSERT INTO "rooms" VALUES(1,'room-a','join-a','watch-a',X'0000000000000000000000000000000000000000000000000000000000000000',X'0101010101010101010101010101010101010101010101010101010101010101',1000,10,1);
INSERT INTO "rooms" VALUES(2,'room-b','join-b','watch-b',NULL,NULL,4000,1,0);
CREATE UNIQUE INDEX rooms_host_hash ON rooms (host_hash) WHERE host_hash IS NOT NULL;
CREATE INDEX rooms_unplayed ON rooms (created_ms) WHERE played = 0;
COMMIT;
