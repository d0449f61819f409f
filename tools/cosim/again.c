#include "again.h"

#include "common/plan_option.h"
#include "common/tool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the user typed to start us; runs again from the same folder. */
static void put_self(FILE *out) {
    char word[BAC_PATH_ROOM] = "bac";
    FILE *in = fopen("/proc/self/cmdline", "r");
    if (in) {
        size_t n = fread(word, 1, sizeof word - 1, in);
        word[n] = '\0'; /* words end in NUL, so this is argv[0] */
        fclose(in);
    }
    tool_put_word(out, word[0] ? word : "bac");
}

char *cosim_debug_command(const char *net, const char *frames, const char *rtl) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    put_self(out);
    fputs(" debug", out);
    tool_put_word(out, net);
    tool_put_word(out, frames);
    plan_option_put_word(out, "rtl", rtl, tool_put_word);
    plan_option_put(out, tool_put_word);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    memmove(text, text + 1, size); /* the first blank */
    return text;
}

int cosim_wave_folder(const char *wave) {
    const char *slash = strrchr(wave, '/');
    char folder[BAC_PATH_ROOM];
    int length = slash ? (int)(slash - wave) + 1 : 1;
    if (bac_path(folder, &tool_error, "%.*s", length, slash ? wave : "."))
        return tool_fail();
    if (access(folder, W_OK | X_OK) == 0)
        return ARGS_GO_ON;
    return tool_refuse(wave, "cannot be made there: %s", strerror(errno));
}

bool cosim_bench_wait(const cosim_bench *b, const char *model, int *how, bac_error *err) {
    int status = 0;
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        cosim_bench_exec(b, model, &tool_error);
        _exit(tool_fail());
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return bac_fail(err, BAC_ERR_IO, model, "cannot be run: %s", strerror(errno));
    if (!WIFEXITED(status))
        return bac_fail(err, BAC_ERR_INPUT, model, "the bench was ended by signal %d",
                        WTERMSIG(status));
    *how = WEXITSTATUS(status);
    return false;
}
