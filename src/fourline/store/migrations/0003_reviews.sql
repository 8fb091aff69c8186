-- What solving found out about finished games. Apart from the games, as most reads of those don't want it.

CREATE TABLE reviews (
    game_id TEXT PRIMARY KEY,
    review BLOB NOT NULL
);
