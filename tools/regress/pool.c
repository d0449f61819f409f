#include "pool.h"

#include "common/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool redirect(const char *path, int to) {
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const bool good = fd >= 0 && dup2(fd, to) == to;
    if (fd >= 0 && fd != to)
        close(fd);
    return good;
}

/* Blocks SIGCHLD, so that pool_wait can sleep until one arrives and misses none. */
static void block_child_signal(int how) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(how, &set, NULL);
}

/* Runs the child in a process group of its own, so that the terminal's Ctrl-C reaches only the
 * parent and a kill reaches all that the child started. The child dies with the parent. */
static int run_child(pid_t parent, pool_child *child, void *user, const char *out,
                     const char *err_path) {
    setpgid(0, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    block_child_signal(SIG_UNBLOCK);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return 126;
    const int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || !redirect(out, STDOUT_FILENO) ||
        !redirect(err_path, STDERR_FILENO))
        return 126;
    const int status = child(user);
    fflush(NULL);
    return status;
}

bac_status pool_start(pool *p, pool_child *child, void *user, const char *out, const char *err_path,
                      uint32_t tag, double limit, bac_error *err) {
    uint32_t i = 0;
    while (i < p->n && p->slot[i].pid != 0)
        i++;
    if (i == p->n)
        return bac_fail(err, BAC_ERR_INPUT, "pool", "no slot is free");
    const pid_t parent = getpid();
    fflush(NULL);
    block_child_signal(SIG_BLOCK);
    const pid_t pid = fork();
    if (pid < 0)
        return bac_fail(err, BAC_ERR_IO, "fork", "no process can be started: %s", strerror(errno));
    if (pid == 0)
        _exit(run_child(parent, child, user, out, err_path));
    setpgid(pid, pid); /* parent and child both call it, because either can run first */
    p->slot[i] = (pool_slot){.pid = pid, .tag = tag, .started = tool_seconds(), .limit = limit};
    p->busy++;
    return BAC_OK;
}

static void end_late(pool_slot *slot) {
    if (slot->limit <= 0 || slot->late || tool_seconds() - slot->started < slot->limit)
        return;
    slot->late = true;
    kill(-slot->pid, SIGKILL);
}

bool pool_wait(pool *p, pool_end *end) {
    const struct timespec moment = {.tv_nsec = 200 * 1000 * 1000};
    sigset_t ended;
    for (uint32_t i = 0; i < p->n; i++) {
        pool_slot *slot = &p->slot[i];
        int how = 0;
        if (slot->pid == 0)
            continue;
        end_late(slot);
        if (waitpid(slot->pid, &how, WNOHANG) != slot->pid)
            continue;
        *end = (pool_end){slot->tag, how, slot->late, tool_seconds() - slot->started};
        slot->pid = 0;
        p->busy--;
        return true;
    }
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigtimedwait(&ended, NULL, &moment);
    return false;
}

void pool_kill(pool *p) {
    for (uint32_t i = 0; i < p->n; i++)
        if (p->slot[i].pid != 0)
            kill(-p->slot[i].pid, SIGKILL);
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->slot[i].pid != 0)
            waitpid(p->slot[i].pid, NULL, 0);
        p->slot[i].pid = 0;
    }
    p->busy = 0;
}
