/* bac_dpi.c - scoreboards: networks, their watched streams, and what was seen of them. */
#include "bac_dpi.h"

#include <bac.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A queue of integers: [head, tail) of item, indexed modulo room, a power of two. */
typedef struct queue {
    int32_t *item;
    long long *time; /* NULL: none */
    uint64_t head, tail, room;
} queue;

typedef struct watch {
    int board;
    uint32_t layer;
    uint64_t compared;     /* elements, since reset */
    uint64_t seen;         /* elements, since reset */
    queue expected, found; /* what was not compared yet */
    bool wrong;            /* `fault` waits to be told */
    char fault[400];
    long long equal, different;
} watch;

typedef struct board {
    char *unit;
    bac_net *net;
    bac_run *run;
    int32_t *codes;
    uint64_t pushed; /* elements of the frame */
    uint64_t frames;
} board;

/* A simulator has one set of scoreboards: DPI-C has no other place to keep them. */
static struct {
    pthread_mutex_t lock;
    board *boards;
    watch *watches;
    int n_boards, n_watches;
    char error[900];
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

enum { MOST = 4096 };

static int refuse(const char *where, const char *text) {
    snprintf(all.error, sizeof all.error, "%s%s%s", where, *where ? ": " : "", text);
    return 0;
}

static board *board_of(int number) {
    if (number >= 1 && number <= all.n_boards)
        return &all.boards[number - 1];
    refuse("bac_dpi", "no such scoreboard: bac_dpi_open gives its number");
    return NULL;
}

static watch *watch_of(int number) {
    if (number >= 1 && number <= all.n_watches)
        return &all.watches[number - 1];
    refuse("bac_dpi", "no such watch: bac_dpi_watch gives its number");
    return NULL;
}

static const bac_layer *layer_of(const watch *w) {
    return bac_net_layer(all.boards[w->board - 1].net, w->layer);
}

static bool put(queue *q, int32_t value, long long time, bool timed) {
    if (q->tail - q->head == q->room) {
        const uint64_t room = q->room ? 2 * q->room : 1024;
        int32_t *item = malloc(room * sizeof *item);
        long long *times = timed ? malloc(room * sizeof *times) : NULL;
        if (!item || (timed && !times)) {
            free(item);
            free(times);
            return refuse("bac_dpi", "out of memory") != 0;
        }
        for (uint64_t i = q->head; i < q->tail; i++) {
            item[i & (room - 1)] = q->item[i & (q->room - 1)];
            if (timed)
                times[i & (room - 1)] = q->time[i & (q->room - 1)];
        }
        free(q->item);
        free(q->time);
        q->item = item;
        q->time = times;
        q->room = room;
    }
    q->item[q->tail & (q->room - 1)] = value;
    if (timed)
        q->time[q->tail & (q->room - 1)] = time;
    q->tail++;
    return true;
}

/* ---- opening */

static int open_board(const char *net, const char *unit) {
    bac_error err = {0};
    for (int i = 0; i < all.n_boards; i++)
        if (strcmp(all.boards[i].unit, unit) == 0)
            return i + 1;
    board b = {.unit = strdup(unit)};
    board *more = realloc(all.boards, ((size_t)all.n_boards + 1) * sizeof *more);
    if (more)
        all.boards = more;
    if (!b.unit || !more || all.n_boards == MOST) {
        free(b.unit);
        return refuse("bac_dpi", "out of memory, or of scoreboards");
    }
    bac_status status = bac_net_load(net, &b.net, &err);
    if (!status)
        status = bac_run_create(b.net, &b.run, &err);
    if (!status) {
        const bac_layer *in = bac_net_layer(b.net, 0);
        b.codes = calloc((size_t)in->T * in->C, sizeof *b.codes);
    }
    if (status || !b.codes) {
        bac_run_free(b.run);
        bac_net_free(b.net);
        free(b.unit);
        return refuse(status ? err.where : "bac_dpi", status ? err.text : "out of memory");
    }
    all.boards[all.n_boards++] = b;
    return all.n_boards;
}

int bac_dpi_open(const char *net, const char *unit) {
    pthread_mutex_lock(&all.lock);
    const int number = open_board(net, unit);
    pthread_mutex_unlock(&all.lock);
    return number;
}

static int find_layer(const board *b, const char *name, uint32_t *layer) {
    const uint32_t n = bac_net_layers(b->net);
    const struct {
        const char *name;
        uint32_t layer;
    } special[] = {
        {"@input", 0}, {"@logits", bac_net_layer(b->net, n - 1)->in[0]}, {"@class", n - 1}};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (strcmp(special[i].name, name) == 0) {
            *layer = special[i].layer;
            return 1;
        }
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(bac_net_layer(b->net, i)->name, name) == 0) {
            *layer = i;
            return 1;
        }
    char text[300];
    snprintf(text, sizeof text, "network '%s' has no layer '%.64s': bac show lists them",
             bac_net_name(b->net), name);
    return refuse("bac_dpi_watch", text);
}

static int open_watch(int number, const char *name) {
    const board *b = board_of(number);
    watch w = {.board = number};
    if (!b || !find_layer(b, name, &w.layer))
        return 0;
    watch *more = realloc(all.watches, ((size_t)all.n_watches + 1) * sizeof *more);
    if (!more || all.n_watches == MOST)
        return refuse("bac_dpi", "out of memory, or of watches");
    all.watches = more;
    all.watches[all.n_watches++] = w;
    return all.n_watches;
}

int bac_dpi_watch(int number, const char *layer) {
    pthread_mutex_lock(&all.lock);
    const int made = open_watch(number, layer);
    pthread_mutex_unlock(&all.lock);
    return made;
}

const char *bac_dpi_error(void) {
    return all.error;
}

/* ---- shapes */

int bac_dpi_elements(int number) {
    const watch *w = watch_of(number);
    return w ? (int)(layer_of(w)->T * layer_of(w)->C) : 0;
}

int bac_dpi_channels(int number) {
    const watch *w = watch_of(number);
    return w ? (int)layer_of(w)->C : 0;
}

/* The low bits as a number. */
static int32_t number_of(int raw, int bits, bool is_signed) {
    const uint64_t sign = UINT64_C(1) << (bits - 1);
    const uint64_t value = (uint32_t)raw & (2 * sign - 1);
    return (int32_t)(is_signed ? (int64_t)(value ^ sign) - (int64_t)sign : (int64_t)value);
}

/* ---- comparing */

static void describe(watch *w, int32_t expected, int32_t found, long long time) {
    const bac_layer *l = layer_of(w);
    const uint64_t size = (uint64_t)l->T * l->C, at = w->compared % size;
    snprintf(
        w->fault, sizeof w->fault,
        "layer '%s', frame %llu since reset, position %llu, channel %llu: expected %d, got %d, at "
        "time %lld",
        l->name, (unsigned long long)(w->compared / size), (unsigned long long)(at / l->C),
        (unsigned long long)(at % l->C), expected, found, time);
    w->wrong = true;
}

/* Up to the first difference that nobody has been told. */
static void compare(watch *w) {
    queue *e = &w->expected, *f = &w->found;
    while (!w->wrong && e->head < e->tail && f->head < f->tail) {
        const int32_t expected = e->item[e->head++ & (e->room - 1)];
        const int32_t found = f->item[f->head & (f->room - 1)];
        const long long time = f->time[f->head++ & (f->room - 1)];
        if (expected == found) {
            w->equal++;
        } else {
            w->different++;
            describe(w, expected, found, time);
        }
        w->compared++;
    }
}

/* The frame is whole: its streams go to those who watch. */
static int finish_frame(int number, board *b) {
    bac_error err = {0};
    int good = 1;
    b->pushed = 0;
    b->frames++;
    if (bac_run_frame(b->run, b->codes, NULL, NULL, &err))
        return refuse(err.where, err.text);
    for (int i = 0; i < all.n_watches; i++) {
        watch *w = &all.watches[i];
        if (w->board != number)
            continue;
        const bac_layer *l = layer_of(w);
        const int32_t *values = bac_run_layer(b->run, w->layer);
        for (uint32_t j = 0; j < l->T * l->C && good; j++)
            good = put(&w->expected, values[j], 0, false);
        compare(w);
    }
    return good;
}

static int push(int number, int lane) {
    board *b = board_of(number);
    if (!b)
        return -1;
    const bac_layer *in = bac_net_layer(b->net, 0);
    int32_t code = number_of(lane, in->type.bits, in->type.is_signed);
    int good = 1;
    if (code < in->code_lo || code > in->code_hi) {
        char text[200];
        snprintf(text, sizeof text,
                 "frame %llu since reset, position %llu, channel %llu: code %d is outside %d .. %d",
                 (unsigned long long)b->frames, (unsigned long long)(b->pushed / in->C),
                 (unsigned long long)(b->pushed % in->C), code, in->code_lo, in->code_hi);
        good = refuse(in->name, text);
        code = code < in->code_lo ? in->code_lo : in->code_hi;
    }
    b->codes[b->pushed++] = code;
    const bool last = b->pushed == (uint64_t)in->T * in->C;
    if (last)
        good &= finish_frame(number, b);
    return good ? last : -1;
}

int bac_dpi_push(int number, int lane) {
    pthread_mutex_lock(&all.lock);
    const int last = push(number, lane);
    pthread_mutex_unlock(&all.lock);
    return last;
}

void bac_dpi_reset(int number) {
    pthread_mutex_lock(&all.lock);
    board *b = board_of(number);
    if (b)
        b->pushed = b->frames = 0;
    for (int i = 0; b && i < all.n_watches; i++) {
        watch *w = &all.watches[i];
        if (w->board != number)
            continue;
        w->compared = w->seen = 0;
        w->expected.head = w->expected.tail;
        w->found.head = w->found.tail;
    }
    pthread_mutex_unlock(&all.lock);
}

int bac_dpi_see(int number, int value, int bits, long long time) {
    pthread_mutex_lock(&all.lock);
    watch *w = watch_of(number);
    const bac_layer *l = w ? layer_of(w) : NULL;
    int last = 0;
    if (w && (bits < 1 || bits > 32))
        refuse("bac_dpi_see", "an element has 1 to 32 bits");
    else if (w && put(&w->found, number_of(value, bits, l->type.is_signed), time, true)) {
        last = ++w->seen % ((uint64_t)l->T * l->C) == 0;
        compare(w);
    }
    pthread_mutex_unlock(&all.lock);
    return last;
}

const char *bac_dpi_fault(int number) {
    static char told[sizeof all.watches->fault];
    pthread_mutex_lock(&all.lock);
    watch *w = watch_of(number);
    told[0] = 0;
    if (w && w->wrong) {
        memcpy(told, w->fault, sizeof told);
        w->wrong = false;
        compare(w);
    }
    pthread_mutex_unlock(&all.lock);
    return told;
}

long long bac_dpi_equal(int number) {
    const watch *w = watch_of(number);
    return w ? w->equal : 0;
}

long long bac_dpi_different(int number) {
    const watch *w = watch_of(number);
    return w ? w->different : 0;
}

long long bac_dpi_waiting(int number) {
    const watch *w = watch_of(number);
    return w ? (long long)(w->found.tail - w->found.head) : 0;
}

int bac_dpi_next(int number, int *value) {
    pthread_mutex_lock(&all.lock);
    watch *w = watch_of(number);
    *value = 0;
    const int there = w && w->expected.head < w->expected.tail;
    if (there) {
        *value = w->expected.item[w->expected.head++ & (w->expected.room - 1)];
        w->compared++;
    }
    pthread_mutex_unlock(&all.lock);
    return there;
}
