/* gnuplot.c - runs gnuplot on a script, without a shell and quoting. */
#define _GNU_SOURCE /* posix_spawn_file_actions_addchdir_np */

#include "plot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char absent[] = "not found: it draws the plots; install the Debian package "
                             "gnuplot-nox";

/* gnuplot names script and line on the last line that is not empty. */
static bac_status complaint(int log, bac_error *err) {
    char text[4096];
    ssize_t n = pread(log, text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = 0;
    char *last = text, *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (line[strspn(line, " \t^")])
            last = line;
    return bac_fail(err, BAC_ERR_IO, "gnuplot", "failed: %.300s", last);
}

static bac_status wait_for(pid_t pid, int log, bac_error *err) {
    int how = 0;
    while (waitpid(pid, &how, 0) < 0)
        if (errno != EINTR)
            return bac_fail(err, BAC_ERR_IO, "gnuplot", "lost: %s", strerror(errno));
    if (WIFSIGNALED(how))
        return bac_fail(err, BAC_ERR_IO, "gnuplot", "ended by signal %d", WTERMSIG(how));
    if (WEXITSTATUS(how) == 127)
        return bac_fail(err, BAC_ERR_IO, "gnuplot", absent);
    return WEXITSTATUS(how) ? complaint(log, err) : BAC_OK;
}

static int prepare(posix_spawn_file_actions_t *actions, const char *dir, int log) {
    int cause = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!cause)
        cause = posix_spawn_file_actions_adddup2(actions, log, STDOUT_FILENO);
    if (!cause)
        cause = posix_spawn_file_actions_adddup2(actions, log, STDERR_FILENO);
    if (!cause && dir)
        cause = posix_spawn_file_actions_addchdir_np(actions, dir);
    return cause;
}

bac_status bac_eval_gnuplot(const char *dir, const char *script, bac_error *err) {
    /* not what the user's own ~/.gnuplot says */
    const char *word[] = {"gnuplot", script ? "--default-settings" : "--version", script, NULL};
    bac_status status = BAC_OK;
    posix_spawn_file_actions_t actions;
    int log = open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (log < 0)
        log = open("/dev/null", O_RDWR | O_CLOEXEC);
    int cause = posix_spawn_file_actions_init(&actions);
    if (!cause) {
        pid_t pid = 0;
        cause = prepare(&actions, dir, log);
        if (!cause)
            cause = posix_spawnp(&pid, word[0], &actions, NULL, (char *const *)word, environ);
        posix_spawn_file_actions_destroy(&actions);
        if (!cause)
            status = wait_for(pid, log, err);
    }
    if (cause == ENOENT)
        status = bac_fail(err, BAC_ERR_IO, "gnuplot", absent);
    else if (cause)
        status = bac_fail(err, BAC_ERR_IO, "gnuplot", "cannot be started: %s", strerror(cause));
    if (log >= 0)
        close(log);
    return status;
}
