#define _GNU_SOURCE /* asprintf, pipe2 */

#include "job.h"

#include "ints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void add_word(cosim_job *job, char *word) {
    if (!word || job->n + 1 >= COSIM_MAX_WORDS) {
        job->overflow = true;
        free(word);
        return;
    }
    job->word[job->n++] = word;
    job->word[job->n] = NULL;
}

void cosim_job_add(cosim_job *job, const char *format, ...) {
    va_list args;
    va_start(args, format);
    while (*(format += strspn(format, " ")) != '\0') {
        const int length = (int)strcspn(format, " ");
        const char *mark = memchr(format, '%', (size_t)length);
        const int before = mark ? (int)(mark - format) : length;
        char *word = NULL;
        if (asprintf(&word, "%.*s%s%.*s", before, format, mark ? va_arg(args, const char *) : "",
                     mark ? length - before - 2 : 0, mark ? mark + 2 : "") < 0)
            word = NULL;
        add_word(job, word);
        format += length;
    }
    va_end(args);
}

void cosim_job_add_words(cosim_job *job, const char *text) {
    while (*(text += strspn(text, " ")) != '\0') {
        size_t length = strcspn(text, " ");
        add_word(job, strndup(text, length));
        text += length;
    }
}

void cosim_job_clear(cosim_job *job) {
    for (size_t i = 0; i < job->n; i++)
        free(job->word[i]);
    *job = (cosim_job){0};
}

/* In the child: only async-signal-safe calls. */
static void child(const cosim_job *job, const char *dir, int log) {
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 ||
        (dir && chdir(dir) != 0))
        _exit(126);
    execvp(job->word[0], job->word);
    _exit(127);
}

static bac_status start(const cosim_job *job, const char *dir, int log, pid_t *pid,
                        bac_error *err) {
    if (job->overflow || job->n == 0)
        return bac_fail(err, BAC_ERR_MEMORY, job->n ? job->word[0] : "command",
                        "the command line is too long");
    *pid = fork();
    if (*pid < 0)
        return bac_fail(err, BAC_ERR_IO, job->word[0], "cannot start: %s", strerror(errno));
    if (*pid == 0)
        child(job, dir, log);
    return BAC_OK;
}

static bac_status verdict(const cosim_job *job, int how, bac_error *err) {
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return BAC_OK;
    if (WIFEXITED(how) && WEXITSTATUS(how) == 127)
        return bac_fail(err, BAC_ERR_IO, job->word[0], "not found; is it installed?");
    if (WIFSIGNALED(how))
        return bac_fail(err, BAC_ERR_IO, job->word[0], "ended by signal %d", WTERMSIG(how));
    return bac_fail(err, BAC_ERR_IO, job->word[0], "failed with status %d", WEXITSTATUS(how));
}

typedef struct running {
    pid_t pid;
    const cosim_job *job;
} running;

/* Waits a short time for one of `slots` to end; *freed: its index, or n_slots if none has ended. */
static bac_status reap(running *slots, size_t n_slots, size_t *freed, bac_error *err) {
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    *freed = n_slots;
    for (size_t i = 0; i < n_slots; i++) {
        int how = 0;
        if (slots[i].pid == 0 || waitpid(slots[i].pid, &how, WNOHANG) == 0)
            continue;
        slots[i].pid = 0;
        *freed = i;
        return verdict(slots[i].job, how, err);
    }
    nanosleep(&moment, NULL);
    return BAC_OK;
}

enum { MAX_PARALLEL = 16 };

bac_status cosim_jobs_run(cosim_job *jobs, size_t n, unsigned parallel, const char *dir,
                          const char *log, cosim_tick_fn *tick, void *user, bac_error *err) {
    running slots[MAX_PARALLEL] = {{0}};
    size_t n_slots = bac_max_u32(1, bac_min_u32(parallel, MAX_PARALLEL));
    size_t next = 0, done = 0, busy = 0;
    bac_status status = BAC_OK;
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return bac_fail(err, BAC_ERR_IO, log, "cannot be written: %s", strerror(errno));
    while (busy > 0 || (next < n && status == BAC_OK)) {
        for (size_t i = 0; i < n_slots && next < n && status == BAC_OK; i++) {
            if (slots[i].pid != 0)
                continue;
            slots[i].job = &jobs[next];
            status = start(&jobs[next], dir, fd, &slots[i].pid, err);
            busy += status == BAC_OK;
            next++;
        }
        size_t freed;
        bac_status ended = reap(slots, n_slots, &freed, status == BAC_OK ? err : NULL);
        status = status == BAC_OK ? ended : status;
        if (freed < n_slots) {
            busy--;
            done++;
        }
        tick(user, done, n);
    }
    close(fd);
    return status;
}

bac_status cosim_job_line(cosim_job *job, char *line, size_t size, bac_error *err) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return bac_fail(err, BAC_ERR_IO, job->word[0], "no pipe: %s", strerror(errno));
    pid_t pid = 0;
    bac_status status = start(job, NULL, ends[1], &pid, err);
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    line[0] = '\0';
    if (in && fgets(line, (int)size, in))
        line[strcspn(line, "\r\n")] = '\0';
    if (in) {
        while (fgetc(in) != EOF) /* read all, so that the program does not fail on a closed pipe */
            continue;
        fclose(in);
    } else {
        close(ends[0]);
    }
    if (status != BAC_OK)
        return status;
    int how = 0;
    waitpid(pid, &how, 0);
    return verdict(job, how, err);
}
