#include "make.h"

#include "common/tool.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* BAC_COSIM_MAKEFILE and BAC_INSTALL_SHARE are set by sim/cosim/CMakeLists.txt. Tells bench.mk where it
 * and, of an installed bac, PREFIX of PREFIX/bin/bac are. */
static bool find_makefile(char path[BAC_PATH_ROOM], bac_error *err) {
    char prefix[BAC_PATH_ROOM] = "";
    if (readlink("/proc/self/exe", prefix, sizeof prefix - 1) < 0)
        prefix[0] = '\0';
    for (int up = 0; up < 2 && strrchr(prefix, '/'); up++)
        *strrchr(prefix, '/') = '\0';
    if (bac_path(path, err, "%s/" BAC_INSTALL_SHARE "/bench.mk", prefix))
        return true;
    if (!cosim_exists(path) && bac_path(path, err, "%s", BAC_COSIM_MAKEFILE))
        return true;
    setenv("BAC_PREFIX", prefix, 1);
    setenv("BAC_MAKEFILE", path, 1);
    return !cosim_exists(path) &&
           bac_fail(err, BAC_ERR_IO, path, "missing: co-simulation needs it beside bac");
}

/* Shows "STAGE TOTAL" lines and the dots behind them. A terminal gets one line that changes. */
static void show_progress(FILE *in) {
    const double started = tool_seconds();
    double shown = 0;
    char word[32] = "", stage[32] = "";
    unsigned long total = 0, done = 0;
    while (fscanf(in, "%31s", word) == 1) {
        const bool dot = strcmp(word, ".") == 0;
        if (isdigit((unsigned char)word[0]))
            total = strtoul(word, NULL, 10);
        else if (!dot)
            memcpy(stage, word, sizeof stage);
        done = dot ? done + 1 : 0;
        const bool begins = isdigit((unsigned char)word[0]) != 0;
        if (total && (tool_live(&shown) || begins)) {
            tool_live_begin();
            fprintf(stderr, "bac cosim: building the model: %s %lu/%lu, %.0f s", stage, done, total,
                    tool_seconds() - started);
            tool_live_end();
        }
    }
    tool_live_wipe();
}

/* The end of the log, where compilers say what is wrong. */
static void show_log(const char *log) {
    enum { TAIL = 4000 };
    char *text = NULL;
    size_t size = 0;
    if (bac_file_read(log, (size_t)1 << 26, &text, &size, NULL) == BAC_OK)
        fprintf(stderr, "%s\n", text + (size > TAIL ? size - TAIL : 0));
    free(text);
}

/* Starts make with its output in `log` and its progress in *progress. */
static int start(char *const argv[], const char *log, pid_t *pid, FILE **progress) {
    int ends[2];
    posix_spawn_file_actions_t files;
    if (pipe(ends) != 0)
        return errno;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    *progress = fdopen(ends[0], "r");
    int failed = *progress ? posix_spawn_file_actions_init(&files) : errno;
    if (failed == 0) {
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0666);
        posix_spawn_file_actions_adddup2(&files, 1, 2);
        posix_spawn_file_actions_adddup2(&files, ends[1], 3);
        failed = posix_spawnp(pid, argv[0], &files, NULL, argv, environ);
        posix_spawn_file_actions_destroy(&files);
    }
    close(ends[1]);
    return failed;
}

bool cosim_make(const char *work, const char *goal, const char *variant, bac_error *err) {
    char makefile[BAC_PATH_ROOM], log[BAC_PATH_ROOM], parallel[24], choice[32];
    char *const argv[] = {"make",   "-s",     "-C",   (char *)work, "-f",
                          makefile, parallel, choice, (char *)goal, NULL};
    FILE *progress = NULL;
    pid_t pid = 0;
    int how = 0;
    if (find_makefile(makefile, err) || bac_path(log, err, "%s/build.log", work))
        return true;
    snprintf(parallel, sizeof parallel, "-j%u", (unsigned)args_threads(0, UINT32_MAX));
    snprintf(choice, sizeof choice, "VARIANT=%s", variant);
    const int failed = start(argv, log, &pid, &progress);
    if (progress && failed == 0)
        show_progress(progress);
    if (progress)
        fclose(progress);
    if (failed == ENOENT)
        return bac_fail(err, BAC_ERR_IO, "make", "not found; is it installed?");
    if (failed != 0 || waitpid(pid, &how, 0) != pid)
        return bac_fail(err, BAC_ERR_IO, "make", "cannot run: %s",
                        strerror(failed ? failed : errno));
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return false;
    if (err)
        show_log(log);
    return bac_fail(err, BAC_ERR_IO, "make", "the %s of the model failed: see above", goal) !=
           BAC_OK;
}
