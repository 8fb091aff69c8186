/*
 * The floor: what fan-out costs when nothing but the kernel's send() is left of it.
 *
 * Whoever sends a text watches from then on and gets one message of greeting. A text that begins as a move does is sent
 * to everybody, one send() each, from bytes made once. No limits, no checks, no second thread: not a server.
 */
#include "../load/wire.h"

static struct wire *wires[1 << 20];
static int watching[1 << 20], watchers;

static void broadcast(const uint8_t *text, size_t size) {
    uint8_t frame[4096] = {0x81};
    size_t head = size < 126 ? 2 : 4;
    frame[1] = size < 126 ? size : 126;
    if (size >= 126) {
        frame[2] = size >> 8;
        frame[3] = size & 255;
    }
    memcpy(frame + head, text, size);
    for (int at = 0; at < watchers; at++) send(watching[at], frame, head + size, MSG_NOSIGNAL);
}

static void greet(int fd) {
    static const char greeting[] = "\x81\x0f{\"type\":\"init\"}";
    send(fd, greeting, sizeof greeting - 1, MSG_NOSIGNAL);
}

static void leave(int fd) {
    for (int at = 0; at < watchers; at++)
        if (watching[at] == fd) watching[at] = watching[--watchers];
    close(fd);
}

static void shake(int fd) {
    static const char response[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    send(fd, response, sizeof response - 1, MSG_NOSIGNAL);
    wires[fd] = calloc(1, sizeof **wires);
    wires[fd]->phase = OPEN;
}

static void serve(int fd) {
    uint8_t data[8192];
    ssize_t size = recv(fd, data, sizeof data, 0);
    if (size <= 0) {
        free(wires[fd]);
        wires[fd] = NULL;
        leave(fd);
    } else if (!wires[fd]) {
        shake(fd);
    } else if (size > 6 && data[0] == 0x81) {
        size_t length = data[1] & 127, head = length == 126 ? 8 : 6;
        if (length == 126) length = data[2] << 8 | data[3];
        for (size_t at = 0; at < length; at++) data[head + at] ^= data[head - 4 + at % 4];
        if (length > 14 && !memcmp(data + head, "{\"type\":\"play\"", 14)) {
            broadcast(data + head, length);
        } else {
            watching[watchers++] = fd;
            greet(fd);
        }
    }
}

int main(void) {
    struct sockaddr_in here = {.sin_family = AF_INET};
    struct epoll_event events[512], event = {.events = EPOLLIN};
    socklen_t length = sizeof here;
    int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    allow_files();
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 4096)) die("listen");
    getsockname(listener, (struct sockaddr *)&here, &length);
    printf("ready %d\n", ntohs(here.sin_port));
    fflush(stdout);
    epoll_fd = epoll_create1(0);
    event.data.fd = listener;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(epoll_fd, events, 512, -1);
        for (int at = 0; at < ready; at++) {
            if (events[at].data.fd != listener) {
                serve(events[at].data.fd);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0) continue;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event.data.fd = fd;
            epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
        }
    }
}
