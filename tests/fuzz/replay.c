/* replay.c - runs a harness once over each of the files named, where libFuzzer is not linked.
 *
 *   fuzz_READER FILE|FOLDER.. : prints the number of inputs; a broken check ends it with the file's name
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long inputs;

static int run(const char *path) {
    char *data = NULL;
    size_t size = 0;
    bac_error err;
    if (bac_file_read(path, (size_t)1 << 26, &data, &size, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        return 3;
    }
    fprintf(stderr, "%s, %zu bytes\n", path, size); /* the last one is the one that breaks */
    uint8_t *exact = malloc(size ? size : 1);       /* without the NUL that bac_file_read adds */
    FUZZ_CHECK(exact);
    memcpy(exact, data, size);
    free(data);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    inputs++;
    return 0;
}

static int run_folder(const char *path, DIR *dir) {
    int bad = 0;
    for (struct dirent *e; !bad && (e = readdir(dir));) {
        char inside[4096];
        if (e->d_name[0] == '.')
            continue;
        FUZZ_CHECK(snprintf(inside, sizeof inside, "%s/%s", path, e->d_name) < (int)sizeof inside);
        bad = run(inside);
    }
    return bad;
}

int main(int argc, char *argv[]) {
    int bad = 0;
    for (int i = 1; i < argc && !bad; i++) {
        DIR *dir = opendir(argv[i]);
        bad = dir ? run_folder(argv[i], dir) : run(argv[i]);
        if (dir)
            closedir(dir);
    }
    printf("%lu inputs\n", inputs);
    return bad ? bad : inputs == 0;
}
