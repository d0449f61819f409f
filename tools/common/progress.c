/* progress.c - how far long work is: a live line on a terminal, elsewhere a line now and then. */
#include "tool.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const double live_every = 0.2; /* seconds */
enum { LINE_EVERY = 30 };             /* seconds */

double tool_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* BAC_PROGRESS, if that is a number of seconds. */
static double line_every(void) {
    const char *text = getenv("BAC_PROGRESS");
    char *end = NULL;
    const double seconds = text ? strtod(text, &end) : 0;
    return text && end != text && *end == '\0' && seconds > 0 ? seconds : LINE_EVERY;
}

bool tool_live(double *shown) {
    const double now = tool_seconds();
    const bool terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal && *shown == 0)
        *shown = now; /* the first line comes when the work has lasted */
    const bool due = now - *shown >= (terminal ? live_every : line_every());
    if (due)
        *shown = now;
    return due;
}

void tool_live_begin(void) {
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void tool_live_end(void) {
    fputs(isatty(STDERR_FILENO) ? " " : "\n", stderr);
    fflush(stderr);
}

void tool_live_wipe(void) {
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void tool_duration(double seconds, char text[16]) {
    unsigned s = seconds < 0 || !isfinite(seconds) || seconds > 3e6 ? 0 : (unsigned)seconds;
    snprintf(text, 16, "%u:%02u:%02u", s / 3600 % 1000, s / 60 % 60, s % 60);
}

void tool_progress_step(void *user, uint64_t done) {
    tool_progress *p = user;
    if (p->began == 0) {
        p->began = tool_seconds();
        p->first = done;
    }
    if (!tool_live(&p->shown))
        return;
    char left[16] = "";
    const uint64_t steps = done - p->first;
    if (steps > 0 && done <= p->total)
        tool_duration((tool_seconds() - p->began) * (double)(p->total - done) / (double)steps,
                      left);
    tool_live_begin();
    fprintf(stderr, "bac %s: %llu of %llu %s%s%s", args_name(), (unsigned long long)done,
            (unsigned long long)p->total, p->what, left[0] ? ", left " : "", left);
    tool_live_end();
}

bool tool_progress_go_on(void *user, uint64_t done, uint64_t total) {
    tool_progress *p = user;
    p->total = total;
    tool_progress_step(p, done);
    return !tool_interrupted();
}

void tool_progress_end(tool_progress *progress) {
    if (progress->shown > 0)
        tool_live_wipe();
    progress->shown = 0;
}
