/* A blocking reader in C, for the format u16-be. */
#include <stdio.h>
#include <unistd.h>

/* Reads n bytes, or those before the end of the stream. */
static size_t read_exactly(unsigned char *into, size_t n) {
    size_t have = 0;
    while (have < n) {
        ssize_t got = read(0, into + have, n - have);
        if (got <= 0) break;
        have += (size_t)got;
    }
    return have;
}

static void hex(const char *key, const unsigned char *bytes, size_t n) {
    printf("\"%s\":\"", key);
    for (size_t i = 0; i < n; i++) printf("%02x", bytes[i]);
    printf("\"");
}

int main(void) {
    static unsigned char header[2], body[65535];
    for (;;) {
        size_t have = read_exactly(header, 2);
        if (have < 2) {
            printf("{\"outcome\":\"%s\"}\n", have ? "truncated" : "complete");
            return 0;
        }
        size_t len = (size_t)header[0] << 8 | header[1];
        if (read_exactly(body, len) < len) {
            printf("{\"outcome\":\"truncated\"}\n");
            return 0;
        }
        printf("{");
        hex("header", header, 2);
        printf(",");
        hex("body", body, len);
        printf("}\n");
        fflush(stdout);
    }
}
