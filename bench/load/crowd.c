/*
 * Many connections that watch, in one thread: each message of each connection is counted and hashed.
 *
 * Commands, one a line on stdin; each is answered by one line on stdout:
 *   open PORT COUNT READY WINDOW FILE  connect COUNT times, WINDOW at once. FILE has lines "path TAB first message TAB
 *                                      sign TAB second message"; the last one serves for all that follow. The second is
 *                                      sent when a message comes that begins with the sign. What begins with % is bytes
 *                                      in hexadecimal. A connection is ready once it has had READY messages.
 *                                      -> opened FAILED LAST_NS
 *   mark                               count and hash from here on   -> marked
 *   await MESSAGES                     wait until each has had so many since the mark  -> done LAST_NS
 *   check                              -> checked OPEN LEAST MOST DISTINCT HASH ASIDE BYTES LOST
 *   close                              cut them all                  -> closed
 * Presence and answers to pings come when they like: they are counted aside. LAST_NS is CLOCK_MONOTONIC.
 */
#include "wire.h"

struct watcher {
    struct wire wire;
    uint32_t messages;
    uint32_t before_ready;
    uint64_t hash;
};

static struct watcher *crowd;
static struct {
    char *path, *first, *sign, *second;
} *scripts;
static int lines, count, begun, ready, failed, lost, reached, port, ready_after, window, source;
static uint32_t target = UINT32_MAX;
static int64_t last_ns;
static uint64_t aside, bytes;
static enum { IDLE, OPENING, AWAITING } task;

static int is_aside(const uint8_t *text, size_t size) {
    static const char presence[] = "{\"type\":\"presence\"", pong[] = "{\"type\":\"pong\"";
    return (size == 1 && text[0] == '2') || (size > 18 && !memcmp(text, presence, 18)) || (size > 14 && !memcmp(text, pong, 14));
}

static int script_of(const struct watcher *watcher) {
    int at = watcher - crowd;
    return at < lines ? at : lines - 1;
}

/* Return how many bytes a field of the file means, and put them in bytes. */
static size_t decode(const char *field, char bytes[256]) {
    size_t size = 0;
    if (*field != '%') {
        size = strnlen(field, 256);
        memcpy(bytes, field, size);
        return size;
    }
    for (field++; field[0] && field[1] && size < 256; field += 2) {
        char digits[3] = {field[0], field[1], 0};
        bytes[size++] = strtol(digits, NULL, 16);
    }
    return size;
}

static int say(struct wire *wire, const char *field) {
    char bytes[256];
    if (*field != '%') return *field ? wire_text(wire, field) : 0;
    return wire_frame(wire, 2, bytes, decode(field, bytes));
}

static int take(void *owner, const uint8_t *text, size_t size) {
    struct watcher *watcher = owner;
    bytes += size;
    if (watcher->before_ready < (uint32_t)ready_after) {
        char sign[256];
        size_t length = decode(scripts[script_of(watcher)].sign, sign);
        if (length && size >= length && !memcmp(text, sign, length) &&
            say(&watcher->wire, scripts[script_of(watcher)].second))
            return -1;
    }
    if (watcher->before_ready < (uint32_t)ready_after && ++watcher->before_ready == (uint32_t)ready_after) ready++;
    if (is_aside(text, size)) {
        aside++;
        /* engine.io has pings of its own */
        return size == 1 ? wire_text(&watcher->wire, "3") : 0;
    }
    /* FNV-1a over length and bytes: equal hashes mean the same messages in the same order. */
    uint64_t hash = (watcher->hash ^ size) * 0x100000001b3u;
    for (size_t at = 0; at < size; at++) hash = (hash ^ text[at]) * 0x100000001b3u;
    watcher->hash = hash;
    if (++watcher->messages == target) reached++;
    return 0;
}

static void connect_more(void) {
    while (begun < count && begun - ready - failed < window) {
        struct watcher *watcher = &crowd[begun];
        memset(watcher, 0, sizeof *watcher);
        watcher->hash = 0xcbf29ce484222325u;
        wire_connect(&watcher->wire, port, source + begun / 10000, watcher);
        begun++;
    }
}

static void fail(struct watcher *watcher) {
    if (watcher->before_ready < (uint32_t)ready_after)
        failed++;
    else
        lost++;
    wire_cut(&watcher->wire);
}

static void handle(struct watcher *watcher, uint32_t events) {
    if (watcher->wire.phase == CONNECTING) {
        if (wire_ask(&watcher->wire, scripts[script_of(watcher)].path, port, watcher)) fail(watcher);
        return;
    }
    if (watcher->wire.phase == GONE || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) return;
    int result = wire_read(&watcher->wire, take, watcher);
    if (result > 0) result = say(&watcher->wire, scripts[script_of(watcher)].first);
    if (result < 0) fail(watcher);
    last_ns = now_ns();
}

static void read_file(const char *name) {
    FILE *file = fopen(name, "r");
    char *text = NULL;
    size_t size = 0;
    if (!file) die(name);
    for (lines = 0; getline(&text, &size, file) > 0; lines++) {
        char *rest = text, *fields[4];
        text[strcspn(text, "\n")] = 0;
        for (int at = 0; at < 4; at++) {
            char *field = strsep(&rest, "\t");
            fields[at] = strdup(field ? field : "");
        }
        scripts = realloc(scripts, (lines + 1) * sizeof *scripts);
        scripts[lines].path = fields[0];
        scripts[lines].first = fields[1];
        scripts[lines].sign = fields[2];
        scripts[lines].second = fields[3];
    }
    free(text);
    fclose(file);
}

static void check(void) {
    uint32_t least = UINT32_MAX, most = 0;
    int open = 0, distinct = 0;
    uint64_t hash = 0;
    for (int at = 0; at < count; at++) {
        struct watcher *watcher = &crowd[at];
        if (watcher->wire.phase != OPEN) continue;
        if (open && watcher->hash != hash) distinct++;
        if (!open) hash = watcher->hash;
        open++;
        if (watcher->messages < least) least = watcher->messages;
        if (watcher->messages > most) most = watcher->messages;
    }
    printf("checked %d %u %u %d %016llx %llu %llu %d\n", open, least, most, distinct, (unsigned long long)hash,
           (unsigned long long)aside, (unsigned long long)bytes, lost);
}

static void mark(void) {
    reached = 0;
    aside = bytes = 0;
    for (int at = 0; at < count; at++) {
        crowd[at].messages = 0;
        crowd[at].hash = 0xcbf29ce484222325u;
    }
    puts("marked");
}

static void obey(char *command) {
    char file[4096];
    if (sscanf(command, "open %d %d %d %d %4095s", &port, &count, &ready_after, &window, file) == 5) {
        read_file(file);
        free(crowd);
        crowd = calloc(count, sizeof *crowd);
        begun = ready = failed = lost = 0;
        target = UINT32_MAX;
        task = OPENING;
        connect_more();
    } else if (!strcmp(command, "mark")) {
        mark();
    } else if (sscanf(command, "await %u", &target) == 1) {
        reached = 0;
        for (int at = 0; at < count; at++) reached += crowd[at].wire.phase == OPEN && crowd[at].messages >= target;
        task = AWAITING;
    } else if (!strcmp(command, "check")) {
        check();
    } else if (!strcmp(command, "close")) {
        for (int at = 0; at < begun; at++) wire_cut(&crowd[at].wire);
        count = begun = 0;
        puts("closed");
    } else {
        printf("unknown %s\n", command);
    }
}

static void finish_tasks(void) {
    if (task == OPENING) {
        connect_more();
        if (ready + failed == count) {
            task = IDLE;
            printf("opened %d %lld\n", failed, (long long)last_ns);
        }
    } else if (task == AWAITING && reached + failed + lost >= count) {
        task = IDLE;
        printf("done %lld\n", (long long)last_ns);
    }
}

int main(int argc, char **argv) {
    struct epoll_event events[512];
    char *command;
    /* Which source address to begin with, so that several crowds don't share ports. */
    source = argc > 1 ? atoi(argv[1]) : 0;
    allow_files();
    listen_to_stdin();
    for (;;) {
        int ready_events = epoll_wait(epoll_fd, events, 512, -1);
        for (int at = 0; at < ready_events; at++) {
            if (events[at].data.ptr) handle(events[at].data.ptr, events[at].events);
            else
                while ((command = next_line())) obey(command);
        }
        finish_tasks();
    }
}
