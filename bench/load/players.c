/*
 * Many rooms that play, both players real sockets, in one thread. They speak as pages do: ids, "at", a ping every 5 s.
 *
 * Commands, one a line on stdin; each is answered by one line on stdout:
 *   open PORT ROOMS WINDOW   open rooms and seat both players, WINDOW rooms at once    -> opened FAILED
 *   play RATE                moves a second over all rooms, 0 for as many as go        -> playing
 *   stats                    since the last: -> stats MOVES NS P50 P99 P999 MOST LATE ERRORS BROKEN  (microseconds)
 *   stop                     take no more turns, wait for the last answers             -> stats ... as above
 *   dump FILE                write each room's id, and seq:column of all its acknowledged moves  -> dumped
 *   close                    cut all, and forget them                                  -> closed
 * A move's time runs from when it was due (paced) or sent (unpaced) to the answer that it is durable. LATE counts turns
 * that came due while the one before was still under way. Every event of every connection must have the next seq.
 *
 * The first game of each room begins with another number of moves set up, so that rooms are at all stages of their
 * games at any time, as in life: from the same start all would end, be archived and begin anew within one turn.
 */
#include <stdarg.h>

#include "wire.h"

enum { MOVES = 42, SLOTS = 1000000, SLOT_NS = 10000 };

struct acknowledged {
    int seq, column;
};

struct room {
    struct player {
        struct wire wire;
        struct room *room;
        int is_red, seq, may_move, is_seated, is_waiting, column, sent;
        int64_t due_ns;
    } players[2]; /* host, guest */
    int number, game, ply, count, space;
    int64_t owed_ns;
    char id[32], join[32];
    struct acknowledged *log;
};

static struct room *rooms;
static char **games;
static int game_count, count, begun, seated, failed, port, window, source;
static int is_playing, is_stopping, is_opening, waiting, errors, broken, late;
static double rate;
static int64_t started_ns, stats_ns, ticks, pinged_ns;
static int ping_at;
static uint32_t times[SLOTS];
static int64_t moves, slowest_ns;

static void fail(struct player *player) {
    if (is_opening && !player->is_seated) failed++;
    else broken++;
    if (player->is_waiting) waiting--;
    player->is_waiting = player->may_move = 0;
    wire_cut(&player->wire);
}

static void say(struct player *player, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (player->wire.phase == OPEN && wire_text(&player->wire, text)) fail(player);
}

static void move(struct player *player, int64_t due_ns) {
    struct room *room = player->room;
    player->column = games[(room->number + room->game) % game_count][room->ply] - '1';
    player->may_move = 0;
    player->is_waiting = 1;
    player->due_ns = due_ns;
    waiting++;
    say(player, "{\"type\":\"play\",\"column\":%d,\"id\":\"b%d-%d\",\"at\":%d}", player->column, room->number,
        ++player->sent, player->seq);
}

/* It is this player's turn: move now, or when the room's next tick comes. */
static void turn(struct player *player) {
    struct room *room = player->room;
    player->may_move = 1;
    if (!is_playing || is_stopping) return;
    if (rate == 0) {
        move(player, now_ns());
    } else if (room->owed_ns) {
        move(player, room->owed_ns);
        room->owed_ns = 0;
    }
}

static void tick(void) {
    int64_t now = now_ns();
    if (!is_playing || is_stopping || rate == 0) return;
    for (int64_t due = (now - started_ns) * 1e-9 * rate; ticks < due; ticks++) {
        struct room *room = &rooms[ticks % count];
        int64_t due_ns = started_ns + ticks * 1e9 / rate;
        if (room->owed_ns) {
            late++;
            continue;
        }
        struct player *player = &room->players[!room->players[0].may_move];
        if (player->may_move && !player->is_waiting) move(player, due_ns);
        else room->owed_ns = due_ns;
    }
}

static int number_in(const char *text, const char *name) {
    const char *found = strstr(text, name);
    return found ? atoi(found + strlen(name)) : -1;
}

static void copy_in(const char *text, const char *name, char *to, size_t size) {
    const char *found = strstr(text, name);
    size_t at = 0;
    if (found)
        for (found += strlen(name); *found && *found != '"' && at < size - 1; found++) to[at++] = *found;
    to[at] = 0;
}

static void acknowledge(struct player *player, int seq) {
    struct room *room = player->room;
    int64_t took_ns = now_ns() - player->due_ns;
    player->is_waiting = 0;
    waiting--;
    moves++;
    if (took_ns > slowest_ns) slowest_ns = took_ns;
    times[took_ns / SLOT_NS < SLOTS ? took_ns / SLOT_NS : SLOTS - 1]++;
    if (room->count == room->space) {
        room->space = room->space ? 2 * room->space : 64;
        room->log = realloc(room->log, room->space * sizeof *room->log);
    }
    room->log[room->count++] = (struct acknowledged){seq, player->column};
}

static void begin(struct player *player) {
    static const char secrets[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static FILE *chance;
    uint8_t bytes[22];
    char secret[23] = {0};
    if (!chance) chance = fopen("/dev/urandom", "r");
    if (fread(bytes, 1, sizeof bytes, chance) != sizeof bytes) die("/dev/urandom");
    for (int at = 0; at < 22; at++) secret[at] = secrets[bytes[at] & (at < 21 ? 63 : 48)];
    struct room *room = player->room;
    if (player == &room->players[0])
        say(player, "{\"type\":\"init\",\"version\":1,\"secret\":\"%s\",\"moves\":\"%.*s\"}", secret, room->ply,
            games[room->number % game_count]);
    else
        say(player, "{\"type\":\"init\",\"version\":1,\"secret\":\"%s\",\"join\":\"%s\"}", secret, player->room->join);
}

/* Events have the next seq, without a gap; what isn't an event has none or repeats an older one. */
static int follow(struct player *player, const char *text) {
    if (number_in(text, "\"seq\":") == player->seq + 1) {
        player->seq++;
        return 1;
    }
    errors++;
    fprintf(stderr, "after seq %d: %s\n", player->seq, text);
    return 0;
}

static void played(struct player *player, const char *text) {
    int ply = number_in(text, "\"ply\":");
    if (player->room->ply < ply) player->room->ply = ply;
    /* The mover is told, too; after the last disc comes the draw. */
    if ((ply % 2 == 0) == player->is_red && ply < MOVES) turn(player);
}

static void restarted(struct player *player) {
    struct room *room = player->room;
    int is_host = player == &room->players[0];
    player->is_red = !player->is_red;
    if (is_host) {
        room->game++;
        room->ply = 0;
    }
    /* Whoever is red moves once both know of the new game: the guest may hear of it before the host. */
    player->may_move = 0;
    struct player *red = &room->players[!room->players[0].is_red];
    if (room->players[0].is_red != room->players[1].is_red && room->players[0].seq == room->players[1].seq) turn(red);
}

static int take(void *owner, const uint8_t *bytes, size_t size) {
    struct player *player = owner;
    struct room *room = player->room;
    int is_host = player == &room->players[0];
    char text[4096];
    if (size >= sizeof text || size < 12) return -1;
    memcpy(text, bytes, size);
    text[size] = 0;
    const char *type = text + 9;
    if (!strncmp(type, "play\"", 5)) {
        if (follow(player, text)) played(player, text);
    } else if (!strncmp(type, "ok\"", 3)) {
        /* Ids of moves begin with b, those of offers with r. */
        if (strstr(text, "\"id\":\"b")) acknowledge(player, number_in(text, "\"seq\":"));
    } else if (!strncmp(type, "draw\"", 5)) {
        if (follow(player, text) && is_host)
            say(player, "{\"type\":\"offer\",\"offer\":\"rematch\",\"id\":\"r%d\",\"at\":%d}", ++player->sent, player->seq);
    } else if (!strncmp(type, "offer\"", 6)) {
        if (follow(player, text) && !is_host)
            say(player, "{\"type\":\"accept\",\"offer\":\"rematch\",\"id\":\"r%d\",\"at\":%d}", ++player->sent, player->seq);
    } else if (!strncmp(type, "start\"", 6)) {
        if (follow(player, text)) restarted(player);
    } else if (!strncmp(type, "init\"", 5)) {
        if (is_host) {
            copy_in(text, "\"room\":\"", room->id, sizeof room->id);
            copy_in(text, "\"join\":\"", room->join, sizeof room->join);
        }
    } else if (!strncmp(type, "state\"", 6)) {
        player->seq = number_in(text, "\"seq\":");
        player->is_red = is_host;
    } else if (!strncmp(type, "joined\"", 7)) {
        follow(player, text);
    } else if (!strncmp(type, "presence\"", 9)) {
        if (!player->is_seated++) {
            if (is_host) wire_connect(&room->players[1].wire, port, source + room->number / 10000, &room->players[1]);
            else room->players[room->ply % 2].may_move = 1, seated++;
        }
    } else if (!strncmp(type, "error\"", 6)) {
        errors++;
        fprintf(stderr, "%s\n", text);
    }
    return 0;
}

static void handle(struct player *player, uint32_t events) {
    if (player->wire.phase == CONNECTING) {
        if (wire_ask(&player->wire, "/ws", port, player)) fail(player);
        return;
    }
    if (player->wire.phase == GONE || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    int result = wire_read(&player->wire, take, player);
    if (result > 0) begin(player);
    if (result < 0) fail(player);
}

static void connect_more(void) {
    while (begun < count && begun - seated - failed < window) {
        struct room *room = &rooms[begun];
        room->number = begun++;
        room->ply = room->number % MOVES;
        room->players[0].room = room->players[1].room = room;
        wire_connect(&room->players[0].wire, port, source + room->number / 10000, &room->players[0]);
    }
}

static int64_t percentile(double share) {
    int64_t seen = 0;
    for (int slot = 0; slot < SLOTS; slot++)
        if ((seen += times[slot]) >= share * moves && seen) return (slot + 1) * (SLOT_NS / 1000);
    return 0;
}

static void stats(void) {
    int64_t now = now_ns();
    printf("stats %lld %lld %lld %lld %lld %lld %d %d %d\n", (long long)moves, (long long)(now - stats_ns),
           (long long)percentile(.5), (long long)percentile(.99), (long long)percentile(.999),
           (long long)slowest_ns / 1000, late, errors, broken);
    memset(times, 0, sizeof times);
    moves = slowest_ns = late = 0;
    stats_ns = now;
}

static void dump(const char *name) {
    FILE *file = fopen(name, "w");
    if (!file) die(name);
    for (int at = 0; at < count; at++) {
        fputs(rooms[at].id, file);
        for (int i = 0; i < rooms[at].count; i++) fprintf(file, " %d:%d", rooms[at].log[i].seq, rooms[at].log[i].column);
        fputs("\n", file);
    }
    fclose(file);
    puts("dumped");
}

static void play(void) {
    is_playing = 1;
    is_stopping = ticks = moves = late = slowest_ns = 0;
    memset(times, 0, sizeof times);
    started_ns = stats_ns = now_ns();
    for (int at = 0; at < count; at++) {
        rooms[at].owed_ns = 0;
        for (int i = 0; i < 2; i++)
            if (rate == 0 && rooms[at].players[i].may_move) turn(&rooms[at].players[i]);
    }
    puts("playing");
}

static void obey(char *command) {
    char file[4096];
    if (sscanf(command, "open %d %d %d", &port, &count, &window) == 3) {
        rooms = calloc(count, sizeof *rooms);
        begun = seated = failed = broken = errors = 0;
        is_opening = 1;
    } else if (sscanf(command, "play %lf", &rate) == 1) {
        play();
    } else if (!strcmp(command, "stats")) {
        stats();
    } else if (!strcmp(command, "stop")) {
        is_stopping = 1;
    } else if (sscanf(command, "dump %4095s", file) == 1) {
        dump(file);
    } else if (!strcmp(command, "close")) {
        for (int at = 0; at < 2 * begun; at++) wire_cut(&rooms[at / 2].players[at % 2].wire);
        for (int at = 0; at < count; at++) free(rooms[at].log);
        free(rooms);
        count = begun = is_playing = waiting = 0;
        puts("closed");
    } else {
        printf("unknown %s\n", command);
    }
}

/* A page that plays says every 5 s that it is there. Spread evenly, a few at a time. */
static void ping(void) {
    int64_t now = now_ns();
    if (count && !is_opening && now - pinged_ns > 50000000) {
        int64_t due = 2LL * count * (now - pinged_ns) / 5000000000LL;
        for (int at = 0; at < due && at < 2 * count; at++, ping_at = (ping_at + 1) % (2 * count))
            say(&rooms[ping_at / 2].players[ping_at % 2], "{\"type\":\"ping\",\"t\":%d}", ping_at);
        if (due) pinged_ns = now;
    }
}

static void finish_tasks(void) {
    if (is_opening) connect_more();
    if (is_opening && seated + failed >= count) {
        is_opening = 0;
        pinged_ns = now_ns();
        printf("opened %d\n", failed);
    }
    if (is_stopping && !waiting) {
        is_stopping = is_playing = 0;
        stats();
    }
    tick();
    ping();
}

/* players SOURCE GAME...: which source address to begin with, and drawn games of 42 moves. */
int main(int argc, char **argv) {
    struct epoll_event events[512];
    char *command;
    if (argc < 3) return 2;
    source = atoi(argv[1]);
    games = argv + 2;
    game_count = argc - 2;
    allow_files();
    listen_to_stdin();
    for (;;) {
        int ready = epoll_wait(epoll_fd, events, 512, is_playing && rate > 0 ? 1 : 50);
        for (int at = 0; at < ready; at++) {
            if (events[at].data.ptr) handle(events[at].data.ptr, events[at].events);
            else
                while ((command = next_line())) obey(command);
        }
        finish_tasks();
    }
}
