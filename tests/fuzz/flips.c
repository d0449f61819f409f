/* flips.c - files with one to eight bits flipped, to a reader's harness: none may crash it or hang.
 *
 *   flips_READER COUNT SEED FILE|FOLDER.. : each of COUNT times one of the files, so damaged
 *
 * The input in hand lies in a file whose name is printed first, so that it is there after a crash. An input of more
 * than ten seconds ends the process.
 */
#include "fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FILES = 256, SECONDS = 10 };

typedef struct original {
    char *bytes;
    size_t size;
} original;

static original originals[MOST_FILES];
static uint32_t n_originals;

static void take(const char *path) {
    bac_error err;
    original o = {0};
    FUZZ_CHECK(n_originals < MOST_FILES);
    FUZZ_CHECK(bac_file_read(path, (size_t)1 << 24, &o.bytes, &o.size, &err) == BAC_OK);
    if (o.size > 0)
        originals[n_originals++] = o;
    else
        free(o.bytes);
}

static void take_folder(const char *path, DIR *dir) {
    for (struct dirent *e; (e = readdir(dir));) {
        char inside[4096];
        FUZZ_CHECK(snprintf(inside, sizeof inside, "%s/%s", path, e->d_name) < (int)sizeof inside);
        if (e->d_name[0] != '.')
            take(inside);
    }
}

static void too_slow(int signal_number) {
    static const char text[] = "an input of more than ten seconds\n";
    (void)signal_number;
    _exit(write(2, text, sizeof text - 1) > 0 ? 3 : 4);
}

static void flip(const original *o) {
    uint8_t *copy = malloc(o->size);
    FUZZ_CHECK(copy);
    memcpy(copy, o->bytes, o->size);
    for (uint32_t n = 1 + fuzz_draw(8); n > 0; n--)
        copy[fuzz_draw((uint32_t)o->size)] ^= (uint8_t)(1u << fuzz_draw(8));
    fuzz_file("flipped", copy, o->size);
    alarm(SECONDS);
    LLVMFuzzerTestOneInput(copy, o->size);
    free(copy);
}

int main(int argc, char *argv[]) {
    if (argc < 4) {
        fprintf(stderr, "usage: %s COUNT SEED FILE|FOLDER..\n", argv[0]);
        return 2;
    }
    const unsigned long count = strtoul(argv[1], NULL, 10);
    fuzz_seed((uint32_t)strtoul(argv[2], NULL, 10));
    for (int i = 3; i < argc; i++) {
        DIR *dir = opendir(argv[i]);
        if (dir) {
            take_folder(argv[i], dir);
            closedir(dir);
        } else {
            take(argv[i]);
        }
    }
    FUZZ_CHECK(n_originals > 0);
    signal(SIGALRM, too_slow);
    fprintf(stderr, "seed %s, the input in hand: %s\n", argv[2],
            fuzz_file("flipped", (const uint8_t *)"", 0));
    for (unsigned long i = 0; i < count; i++)
        flip(&originals[fuzz_draw(n_originals)]);
    printf("%lu files of %u with flipped bits: no crash, no hang\n", count, n_originals);
    for (uint32_t i = 0; i < n_originals; i++)
        free(originals[i].bytes);
    return 0;
}
