/* test_lock.c - cosim_lock between open and flock: who waited for a file that its holder removed and another
 * process made anew must not believe that it holds the new one. */
#include "cosim/fs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, SILENCE_MS = 300 };

/* The kernel's list of locks names a process that waits for one by "->" */
static bool waits(pid_t process) {
    FILE *locks = fopen("/proc/locks", "r");
    cr_assert(locks, "/proc/locks cannot be read");
    char line[256];
    bool found = false;
    while (fgets(line, sizeof line, locks)) {
        int pid = 0;
        found =
            found || (strstr(line, "->") &&
                      sscanf(line, "%*s -> FLOCK ADVISORY WRITE %d", &pid) == 1 && pid == process);
    }
    fclose(locks);
    return found;
}

Test(cosim_lock, a_file_that_was_made_anew_is_not_held) {
    char path[] = "/tmp/bac-lock-XXXXXX";
    int made = mkstemp(path);
    cr_assert(made >= 0);
    close(made);

    int first = -1, told[2];
    bac_error err;
    cr_assert(!cosim_lock(path, &first, &err), "%s", err.text);
    cr_assert(pipe(told) == 0);
    pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        close(first);
        int fd = -1;
        bool bad = cosim_lock(path, &fd, &err);
        _exit(write(told[1], bad ? "-" : "+", 1) != 1);
    }
    for (int ms = 0; !waits(child); ms++) {
        cr_assert(ms < PATIENCE_MS, "the other process does not wait for the lock");
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }

    unlink(
        path); /* the old file goes, a new one of its name comes and is held; only then the old lock opens */
    int second = -1;
    cr_assert(!cosim_lock(path, &second, &err), "%s", err.text);
    close(first);
    struct pollfd answer = {.fd = told[0], .events = POLLIN};
    cr_expect(poll(&answer, 1, SILENCE_MS) == 0, "two processes hold %s", path);

    close(second);
    char word = 0;
    cr_assert(poll(&answer, 1, PATIENCE_MS) == 1 && read(told[0], &word, 1) == 1,
              "the lock never came");
    cr_expect(word == '+');
    int status = -1;
    cr_assert(waitpid(child, &status, 0) == child && status == 0);
    unlink(path);
}
