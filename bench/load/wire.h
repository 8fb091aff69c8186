/*
 * One WebSocket as a client has it: connect, shake hands, send texts, take frames apart.
 *
 * Shared by crowd.c (many who watch) and players.c (many who play). Masks are zero: a server has to unmask all the
 * same, and we needn't. Nothing is lost or guessed: whatever isn't a frame of RFC 6455 ends the connection as broken.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum phase { UNUSED, CONNECTING, SHAKING, OPEN, GONE };

struct wire {
    int fd;
    enum phase phase;
    uint32_t kept; /* bytes of an unfinished frame or response */
    uint8_t *rest;
};

static int epoll_fd;
static uint8_t chunk[1 << 18];

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void allow_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Begin to connect from 127.0.1.x: each source address has its own 28,000 ports. */
static int wire_connect(struct wire *wire, int port, int source, void *tag) {
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in here = {.sin_family = AF_INET};
    int on = 1;
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    here.sin_addr.s_addr = htonl(0x7f000101u + source % 200);
    wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (wire->fd < 0) die("socket");
    setsockopt(wire->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    /* The port is chosen at connect(), so that sources may share it. */
    setsockopt(wire->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(wire->fd, (struct sockaddr *)&here, sizeof here)) die("bind");
    if (connect(wire->fd, (struct sockaddr *)&there, sizeof there) && errno != EINPROGRESS) die("connect");
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = tag};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, wire->fd, &event)) die("epoll_ctl");
    wire->phase = CONNECTING;
    wire->kept = 0;
    wire->rest = NULL;
    return 0;
}

/* End without a word, as a cut line does; nothing of it stays in TIME_WAIT. */
static void wire_cut(struct wire *wire) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (wire->phase == UNUSED || wire->phase == GONE) return;
    setsockopt(wire->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(wire->fd);
    free(wire->rest);
    wire->rest = NULL;
    wire->phase = GONE;
}

/* Send all of it. Our messages are short and the server always reads, so the buffer has room; else it is an error. */
static int wire_write(struct wire *wire, const void *data, size_t size) {
    return send(wire->fd, data, size, MSG_NOSIGNAL) == (ssize_t)size ? 0 : -1;
}

static int wire_frame(struct wire *wire, int opcode, const char *data, size_t size) {
    uint8_t frame[4096] = {(uint8_t)(0x80 | opcode)};
    size_t head = size < 126 ? 2 : 4;
    if (size > sizeof frame - 8) return -1;
    frame[1] = 0x80 | (size < 126 ? size : 126);
    if (size >= 126) {
        frame[2] = size >> 8;
        frame[3] = size & 255;
    }
    memcpy(frame + head + 4, data, size);
    return wire_write(wire, frame, head + 4 + size);
}

static int wire_text(struct wire *wire, const char *text) { return wire_frame(wire, 1, text, strlen(text)); }

/* The connection is there: ask for a WebSocket. */
static int wire_ask(struct wire *wire, const char *path, int port, void *tag) {
    char head[2048];
    int error = 0;
    socklen_t length = sizeof error;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = tag};
    getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) return -1;
    int size = snprintf(head, sizeof head,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                        path, port);
    if (size >= (int)sizeof head || wire_write(wire, head, size)) return -1;
    wire->phase = SHAKING;
    return epoll_ctl(epoll_fd, EPOLL_CTL_MOD, wire->fd, &event);
}

/* Return the length of a whole response that accepts us; 0 if more must come, -1 if it is another one. */
static int accepted(const uint8_t *data, size_t size) {
    static const char accept[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    const uint8_t *end = memmem(data, size, "\r\n\r\n", 4);
    if (!end) return size > 4096 ? -1 : 0;
    size_t length = end - data + 4;
    if (length < 12 || memcmp(data, "HTTP/1.1 101", 12) || !memmem(data, length, accept, sizeof accept - 1)) return -1;
    return (int)length;
}

typedef int (*on_text)(void *owner, const uint8_t *text, size_t size);

/* Take whole frames off data; return how many bytes they had, or -1. Pings are answered here. */
static long wire_frames(struct wire *wire, const uint8_t *data, size_t size, on_text take, void *owner) {
    size_t at = 0;
    while (size - at >= 2) {
        const uint8_t *frame = data + at;
        size_t head = 2, length = frame[1];
        if (length == 126) head = 4;
        if (length == 127) head = 10;
        if (frame[1] & 0x80 || frame[0] & 0x70) return -1;
        if (size - at < head) break;
        if (length == 126) length = frame[2] << 8 | frame[3];
        if (length == 127) length = (size_t)frame[6] << 24 | frame[7] << 16 | frame[8] << 8 | frame[9];
        if (size - at < head + length) break;
        int opcode = frame[0] & 15;
        if (opcode == 1 || opcode == 2) {
            if (take(owner, frame + head, length)) return -1;
        } else if (opcode == 9) {
            if (wire_frame(wire, 10, (const char *)frame + head, length)) return -1;
        } else if (opcode != 10) {
            return -1;
        }
        at += head + length;
    }
    return (long)at;
}

/*
 * Read what has come and hand on its messages. Returns 1 if the handshake has just ended well, 0 if all is well, -1 if
 * the connection is over.
 */
static int wire_read(struct wire *wire, on_text take, void *owner) {
    int result = 0;
    if (wire->kept) memcpy(chunk, wire->rest, wire->kept);
    ssize_t got = recv(wire->fd, chunk + wire->kept, sizeof chunk - wire->kept, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (got <= 0) return -1;
    size_t size = wire->kept + got, at = 0;
    if (wire->phase == SHAKING) {
        int length = accepted(chunk, size);
        if (length < 0) return -1;
        if (length > 0) {
            wire->phase = OPEN;
            at = length;
            result = 1;
        }
    }
    if (wire->phase == OPEN) {
        /* The frames may be taken in a callback that writes, never in one that reads: chunk stays ours. */
        long used = wire_frames(wire, chunk + at, size - at, take, owner);
        if (used < 0) return -1;
        at += used;
    }
    uint32_t left = size - at;
    if (left > wire->kept || !wire->rest) {
        free(wire->rest);
        wire->rest = left ? malloc(left) : NULL;
    }
    if (left) memcpy(wire->rest, chunk + at, left);
    if (!left && wire->rest) {
        free(wire->rest);
        wire->rest = NULL;
    }
    wire->kept = left;
    return result;
}

static char line[1 << 16];
static size_t line_length;

/* Return the next line of what we are told on stdin, or NULL if it isn't whole yet; leaves at its end. */
static char *next_line(void) {
    static char whole[sizeof line];
    char *end = memchr(line, '\n', line_length);
    if (!end) {
        ssize_t got = read(0, line + line_length, sizeof line - line_length);
        if (got == 0) exit(0);
        if (got < 0) return NULL;
        line_length += got;
        end = memchr(line, '\n', line_length);
    }
    if (!end) return NULL;
    size_t size = end - line;
    memcpy(whole, line, size);
    whole[size] = 0;
    line_length -= size + 1;
    memmove(line, end + 1, line_length);
    return whole;
}

static void listen_to_stdin(void) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &event)) die("epoll_ctl");
    setvbuf(stdout, NULL, _IOLBF, 0);
}
