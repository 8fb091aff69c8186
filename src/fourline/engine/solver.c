// The exact score of every move of a Connect Four position: the core of Fourline's engine, built by `make solver`.
// Freestanding: no imports, no allocation, all memory static. One instance serves one thread.
//
// The board is that of rules/position.py: seven bits a column, the seventh always empty. `mine` are the discs of the
// side to move, `mask` all discs. A score is 0 for a draw, +k for a win and -k for a loss of the side to move, where
// k is 22 minus the number of discs the winner has placed when the line is there: the sooner, the more.
//
// The search asks yes-or-no questions ("is the score at least s?"), depth first, and remembers what it learnt about
// a position as a lower and an upper bound. These are facts, true in every later search, so nothing needs clearing.

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(#name)))

#define CELLS 42
#define BOTTOM 0x40810204081ull       // row 0 of each column
#define BOARD (BOTTOM * 63)           // all 42 cells
#define COLUMN(c) (63ull << 7 * (c))  // the cells of one column

// ---- Boards ---------------------------------------------------------------------------------------------------------

// The empty cells, reachable or not, that would complete a line of four for `own`.
static inline u64 winning_cells(u64 own, u64 mask) {
    u64 cells = own << 1 & own << 2 & own << 3;
    // Level, falling, rising: two neighbours on one side and a third beyond them, or on the cell's other side.
    for (int step = 6; step <= 8; step++) {
        u64 left = own << step & own << 2 * step, right = own >> step & own >> 2 * step;
        cells |= (left & (own << 3 * step | own >> step)) | (right & (own << step | own >> 3 * step));
    }
    return cells & (BOARD ^ mask);
}

static inline int has_line(u64 discs) {
    u64 lines = 0;
    for (int step = 6; step <= 8; step++) lines |= discs & discs >> step & discs >> 2 * step & discs >> 3 * step;
    return (lines | (discs & discs >> 1 & discs >> 2 & discs >> 3)) != 0;
}

static inline u64 landing_cells(u64 mask) { return (mask + BOTTOM) & BOARD; }

static inline u64 mirrored(u64 bits) {
    const u64 column = 127;
    return (bits >> 42 & column) | (bits >> 28 & column << 7) | (bits >> 14 & column << 14) | (bits & column << 21) |
           (bits << 14 & column << 28) | (bits << 28 & column << 35) | (bits << 42 & column << 42);
}

static inline int popcount(u64 bits) { return __builtin_popcountll(bits); }

// The score of whoever completes a line with the disc that makes `ply` discs in all.
static inline int win_at(int ply) { return (44 - ply) >> 1; }

// ---- The opening book: every position of 12 discs, but for those that are won at once -------------------------------
//
// A record is five bytes: a code of 32 bits, the high byte first, and a distance. They come sorted by the code as a
// signed number. 21 MB become 13: the upper half of the code is kept once, as the place where its records begin.

#define BOOK_PLY 12
#define RECORD 5
#define BOOK_CAPACITY 4200960
#define MISSING 127

static u8 chunk[RECORD * 13107];
static u16 book_codes[BOOK_CAPACITY];
static signed char book_scores[BOOK_CAPACITY];
static u32 book_starts[0x10001], book_size, book_halves;

// Where the next records are to be written before add_records().
EXPORT(chunk) u8 *get_chunk(void) { return chunk; }

// Add records to the book, in their order; return how many it has by now, or -1 if there is no room.
EXPORT(add_records) int add_records(int count) {
    for (u8 *record = chunk; record < chunk + RECORD * count; record += RECORD) {
        u32 half = (record[0] ^ 0x80) << 8 | record[1];  // the sign bit inverted: in the order of unsigned numbers
        if (book_size == BOOK_CAPACITY) return -1;
        while (book_halves <= half) book_starts[book_halves++] = book_size;
        // 100 less the plies to the end, with the sign of the score.
        int value = (signed char)record[4];
        int score = win_at(BOOK_PLY + 100 - (value < 0 ? -value : value));
        book_codes[book_size] = record[2] << 8 | record[3];
        book_scores[book_size++] = value ? value < 0 ? -score : score : 0;
    }
    for (u32 half = book_halves; half <= 0x10000; half++) book_starts[half] = book_size;
    return book_size;
}

// Column by column, each from the bottom: 10 for a disc of mine, 11 for one of theirs, 0 at the end; one more 0 last.
static u32 book_code(u64 mine, u64 mask) {
    u32 code = 0;
    for (int column = 0; column < 7; column++, mine >>= 7, mask >>= 7) {
        for (int row = 0; mask >> row & 1; row++) code = code << 2 | (mine >> row & 1 ? 2 : 3);
        code <<= 1;
    }
    return code << 1;
}

static int book_score_of(u32 code) {
    u32 half = (code >> 16) ^ 0x8000, low = book_starts[half], high = book_starts[half + 1], end = high;
    while (low < high) {
        u32 middle = (low + high) >> 1;
        if (book_codes[middle] < (u16)code) low = middle + 1; else high = middle;
    }
    return low < end && book_codes[low] == (u16)code ? book_scores[low] : MISSING;
}

// Of two mirror images the book holds one.
static int book_score(u64 mine, u64 mask) {
    int score = book_score_of(book_code(mine, mask));
    return score == MISSING ? book_score_of(book_code(mirrored(mine), mirrored(mask))) : score;
}

// ---- What has been learnt -------------------------------------------------------------------------------------------
//
// One word a position: its key (49 bits), then an upper and a lower bound of its score, each plus 22 (6 bits). Four
// megabytes, because reading the table is what a search waits for: with 16 it looks at a few per cent fewer positions
// and takes longer. The last plies are faster searched than read.

#define TABLE_BITS 19
#define TABLE_PLIES 34
#define MIRROR_PLIES 22  // later on, two mirror images hardly ever come up in one search

typedef struct {
    int lower, upper;
} Bounds;

static u64 table[1 << TABLE_BITS];

// Forget everything but the book.
EXPORT(reset) void reset(void) {
    for (u32 at = 0; at < 1 << TABLE_BITS; at++) table[at] = 0;
}

static inline u64 key_of(u64 mine, u64 mask, int ply) {
    u64 key = mine + mask;
    if (ply >= MIRROR_PLIES) return key;
    u64 mirror = mirrored(key);
    return mirror < key ? mirror : key;
}

static inline u64 *slot_of(u64 key) { return &table[key * 0x9E3779B97F4A7C15ull >> (64 - TABLE_BITS)]; }

// Narrow `bounds` to what is known of a position.
static inline void recall(u64 key, Bounds *bounds) {
    u64 known = *slot_of(key);
    if (known >> 12 != key) return;
    bounds->lower = (int)(known & 63) - 22;
    bounds->upper = (int)(known >> 6 & 63) - 22;
}

static inline void remember(u64 key, Bounds bounds) {
    *slot_of(key) = key << 12 | (u64)(bounds.upper + 22) << 6 | (u64)(bounds.lower + 22);
}

// ---- The search -----------------------------------------------------------------------------------------------------

#define LOOKAHEAD_PLIES 28  // before, a look at what is known of the next positions saves more than it costs
#define DRAWN_PLIES 28      // from here on it is worth asking whether lines are left at all

static const u64 CENTRE_FIRST[7] = {COLUMN(3), COLUMN(2), COLUMN(4), COLUMN(1), COLUMN(5), COLUMN(0), COLUMN(6)};

static u32 budget;  // positions that may still be looked at; what is returned once it is 0 means nothing

static int search(u64 mine, u64 mask, u64 danger, int ply, int goal);

// Whether `wins` are more than the opponent can block: two can be reached at once, or one right after another.
static inline int is_double(u64 wins, u64 mask) {
    u64 open = wins & landing_cells(mask);
    return (open & (open - 1)) || (open & wins >> 1);
}

// Try each of `moves`, those first that make most winning cells; of equals the one nearer to the centre.
static int try_moves(u64 mine, u64 mask, u64 moves, int ply, int goal) {
    struct {
        u64 disc, wins;
        int worth;
    } tries[7];
    int count = 0, best = -CELLS;
    for (int at = 0; at < 7; at++) {
        u64 disc = moves & CENTRE_FIRST[at];
        if (!disc) continue;
        u64 wins = winning_cells(mine | disc, mask | disc);
        if (is_double(wins, mask | disc)) return win_at(ply + 3);
        if (ply < LOOKAHEAD_PLIES) {
            Bounds theirs = {-CELLS, CELLS};
            recall(key_of(mine ^ mask, mask | disc, ply + 1), &theirs);
            if (-theirs.upper >= goal) return -theirs.upper;
        }
        int worth = popcount(wins), place = count++;
        for (; place && tries[place - 1].worth < worth; place--) tries[place] = tries[place - 1];
        tries[place].disc = disc;
        tries[place].wins = wins;
        tries[place].worth = worth;
    }
    for (int at = 0; at < count && best < goal && budget; at++) {
        int score = -search(mine ^ mask, mask | tries[at].disc, tries[at].wins, ply + 1, 1 - goal);
        if (score > best) best = score;
    }
    return best;
}

// Return a bound of the score: a lower one if it is at least `goal`, otherwise an upper one. The side to move must have
// no win at once; `danger` are the winning cells of its opponent.
static int search(u64 mine, u64 mask, u64 danger, int ply, int goal) {
    u64 moves = landing_cells(mask), forced = moves & danger;
    Bounds bounds = {-win_at(ply + 4), win_at(ply + 3)};
    if (forced) moves = forced & (forced - 1) ? 0 : forced;
    moves &= ~(danger >> 1);  // a disc below a cell of danger opens it
    if (!moves) return -win_at(ply + 2);
    if (ply >= CELLS - 2) return 0;
    if (goal <= bounds.lower) return bounds.lower;
    if (goal > bounds.upper) return bounds.upper;
    // Who has no line left can't win, so the other gets a draw at least.
    if (ply >= DRAWN_PLIES && !has_line(BOARD ^ (goal > 0 ? mine ^ mask : mine))) return 0;
    if (!budget) return 0;
    budget--;
    if (ply == BOOK_PLY && book_size) {
        int score = book_score(mine, mask);
        if (score != MISSING) return score;
    }
    if (!(moves & (moves - 1)) || ply >= TABLE_PLIES) return try_moves(mine, mask, moves, ply, goal);

    u64 key = key_of(mine, mask, ply);
    recall(key, &bounds);
    if (bounds.lower >= goal) return bounds.lower;
    if (bounds.upper < goal) return bounds.upper;
    int best = try_moves(mine, mask, moves, ply, goal);
    if (!budget) return 0;
    if (best >= goal) {
        if (best > bounds.lower) bounds.lower = best;
    } else if (best < bounds.upper) {
        bounds.upper = best;
    }
    remember(key, bounds);
    return best;
}

// Return the score of a position without a win at once, or 0 if it neither reaches `win` nor falls to `loss`. It must
// be at least `low`.
static int solve(u64 mine, u64 mask, int ply, int low, int win, int loss) {
    u64 danger = winning_cells(mine ^ mask, mask);
    int high = win_at(ply + 3);
    int bound = win > high ? high : win <= low ? low : search(mine, mask, danger, ply, win);
    if (bound >= win) {
        low = bound;
    } else {
        if (bound < high) high = bound;
        bound = loss < low ? low : search(mine, mask, danger, ply, loss + 1);
        if (bound > loss) return 0;
        high = bound;
    }
    while (low < high && budget) {
        int goal = low + (high - low + 1) / 2;
        bound = search(mine, mask, danger, ply, goal);
        if (bound >= goal) low = bound; else high = bound;
    }
    return low;
}

// Return the scores of all seven moves, one a byte, column 0 lowest: the score plus 64, or 0 where the column is full.
// What is not decided within `horizon` plies counts as 0; with 42 everything is. Returns 0 if more than `limit`
// positions would have to be looked at; called again, it goes on with what it has learnt. The game must not be over.
EXPORT(analyze) u64 analyze(u64 mine, u64 mask, int horizon, int limit) {
    u64 moves = landing_cells(mask), wins = moves & winning_cells(mine, mask), packed = 0;
    int ply = popcount(mask), is_symmetric = mirrored(mine) == mine && mirrored(mask) == mask;
    // The last plies within the horizon at which the side to move, and its opponent, can complete a line.
    int last = ply + horizon < CELLS ? ply + horizon : CELLS;
    int win = win_at((last - ply) & 1 ? last : last - 1), loss = win_at((last - ply) & 1 ? last - 1 : last);
    // No move is better than the position, so what the opponent has after it is no worse than this.
    int known = ply == BOOK_PLY && book_size ? book_score(mine, mask) : MISSING;
    int low = known == MISSING ? -win_at(ply + 3) : -known;
    budget = limit;
    for (int column = 0; column < 7; column++) {
        u64 disc = moves & COLUMN(column), next = mask | disc;
        int score;
        if (!disc) continue;
        if (is_symmetric && column > 3) {
            packed |= (packed >> 8 * (6 - column) & 255) << 8 * column;
            continue;
        }
        if (disc & wins) {
            score = win_at(ply + 1);
        } else if (winning_cells(mine ^ mask, next) & landing_cells(next)) {
            score = horizon > 1 ? -win_at(ply + 2) : 0;
        } else {
            score = ply + 1 < CELLS ? -solve(mine ^ mask, next, ply + 1, low, loss, -win) : 0;
        }
        if (!budget) return 0;
        packed |= (u64)(score + 64) << 8 * column;
    }
    return packed;
}
