/* pareto.c - draws accuracy against inference cost: trials, the front, and networks to compare. */
#include "inside.h"

#include "ints.h"
#include "plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLOURS = BAC_EVAL_COLOURS, SHAPES = 4, MOST_KEYED = COLOURS * SHAPES, MOST_LETTERS = 24 };

static const int shapes[SHAPES] = {7, 5, 9, 13}; /* disc, square, triangle, diamond */

typedef struct scene {
    const bac_search_space *space;
    const bac_search_trials *trials;
    const bac_search_table *table;
    bac_eval_figure f;
    double left, right, low, high; /* of the plot: score, percent */
    uint32_t blocks;               /* of data written so far */
    char *plot;                    /* the plot command */
    size_t size;
    FILE *command;
} scene;

static bool drawn(const bac_search_row *row) {
    return !row->result.failed && row->result.cost.score > 0;
}

/* ---- what is in view */

static void take_in(scene *s, double score, double percent) {
    s->left = fmin(s->left, score);
    s->right = fmax(s->right, score);
    s->low = fmin(s->low, percent);
    s->high = fmax(s->high, percent);
}

/* Marks beyond the trials are in view where they are not so far off that they would squeeze the
 * trials together: a decade. */
static void find_view(scene *s) {
    *s = (scene){.space = s->space,
                 .trials = s->trials,
                 .table = s->table,
                 .left = INFINITY,
                 .right = -INFINITY,
                 .low = INFINITY,
                 .high = -INFINITY};
    for (uint32_t i = 0; i < s->table->n; i++)
        if (drawn(&s->table->row[i]))
            take_in(s, s->table->row[i].result.cost.score, 100 * s->table->row[i].result.accuracy);
    double left = s->left / 10, right = s->right * 10;
    for (uint32_t i = 0; i < s->space->n_mark; i++) {
        const bac_search_mark *m = &s->space->mark[i];
        if (m->score >= left && m->score <= right)
            take_in(s, m->score, 100 * m->accuracy);
    }
    double margin = fmax(0.06 * (s->high - s->low), 0.5);
    double wide = fmax(pow(s->right / s->left, 0.05), 1.1);
    s->low = fmax(s->low - margin, 0);
    s->high = fmin(s->high + 1.4 * margin, 100 + margin);
    s->left /= wide;
    s->right *= wide;
}

/* ---- data: one block a series, blocks told apart by two empty lines */

static void begin_series(scene *s, const char *comment) {
    fprintf(s->f.data, "%s# %s\n", s->blocks ? "\n\n" : "", comment);
    fprintf(s->command, "%s'%s.dat' index %u ", s->blocks ? ", \\\n       " : "", s->f.name,
            s->blocks);
    s->blocks++;
}

static void put_point(scene *s, const bac_search_row *row) {
    fprintf(s->f.data, "%.9g %.6g %s rung %d\n", row->result.cost.score, 100 * row->result.accuracy,
            s->trials->trial[row->trial].id, row->rung);
}

static uint32_t colour_of(const scene *s, const bac_search_row *row) {
    return bac_search_value(s->space, s->trials->trial[row->trial].point, s->space->colour);
}

static uint32_t count_points(const scene *s, uint32_t value, bool last) {
    uint32_t n = 0;
    int deepest = s->table->row[0].rung;
    for (uint32_t i = 0; i < s->table->n; i++) {
        const bac_search_row *row = &s->table->row[i];
        n += drawn(row) && colour_of(s, row) == value && (row->rung == deepest) == last;
    }
    return n;
}

/* Trials of one colour: those of the deepest rung, or those that stopped before it (pale). */
static void put_trials(scene *s, uint32_t value, bool last) {
    const bac_search_axis *axis = &s->space->axis[s->space->colour];
    int deepest = s->table->row[0].rung;
    if (count_points(s, value, last) == 0)
        return;
    char comment[160];
    snprintf(comment, sizeof comment, "%s %.80s: score percent trial rung", axis->key,
             axis->value[value]);
    begin_series(s, comment);
    for (uint32_t i = 0; i < s->table->n; i++) {
        const bac_search_row *row = &s->table->row[i];
        if (drawn(row) && colour_of(s, row) == value && (row->rung == deepest) == last)
            put_point(s, row);
    }
    fprintf(s->command,
            "using 1:2 with points pointtype %d pointsize %s linecolor rgb '#%s%s' notitle",
            shapes[value / COLOURS % SHAPES], last ? "0.85" : "0.5", last ? "" : "90",
            bac_eval_colours[value % COLOURS] + 1);
}

/* The key names all values that were tried, in the order of the axis. */
static void put_key(scene *s) {
    const bac_search_axis *axis = &s->space->axis[s->space->colour];
    for (uint32_t v = 0; v < axis->n && v < MOST_KEYED; v++) {
        if (count_points(s, v, true) + count_points(s, v, false) == 0)
            continue;
        fprintf(s->command,
                ", \\\n       keyentry with points pointtype %d pointsize 0.85 linecolor rgb '%s' "
                "title ",
                shapes[v / COLOURS % SHAPES], bac_eval_colours[v % COLOURS]);
        bac_eval_put_quoted(s->command, axis->value[v], MOST_LETTERS);
    }
    fputs(", \\\n       keyentry with lines linewidth 1.6 linecolor rgb '#111111' title 'front'",
          s->command);
}

static int by_score(const void *a, const void *b) {
    const bac_search_row *x = *(const bac_search_row *const *)a;
    const bac_search_row *y = *(const bac_search_row *const *)b;
    return (x->result.cost.score > y->result.cost.score) -
           (x->result.cost.score < y->result.cost.score);
}

/* The best accuracy at each score or less: level up to the next network of the front. */
static bool put_front(scene *s) {
    const bac_search_row **front = calloc((size_t)s->table->n + 1, sizeof *front);
    uint32_t n = 0;
    if (!front)
        return false;
    for (uint32_t i = 0; i < s->table->n; i++)
        if (s->table->row[i].front && drawn(&s->table->row[i]))
            front[n++] = &s->table->row[i];
    qsort(front, n, sizeof *front, by_score);
    begin_series(s, "front: score percent trial rung");
    for (uint32_t i = 0; i < n; i++)
        put_point(s, front[i]);
    if (n)
        fprintf(s->f.data, "%.9g %.6g\n", s->right, 100 * front[n - 1]->result.accuracy);
    fputs("using 1:2 with steps linewidth 1.6 linecolor rgb '#111111' notitle", s->command);
    free(front);
    return true;
}

static bool in_view(const scene *s, const bac_search_mark *m) {
    return m->score >= s->left && m->score <= s->right;
}

static void put_marks(scene *s) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->space->n_mark; i++) {
        const bac_search_mark *m = &s->space->mark[i];
        if (in_view(s, m) && n++ == 0)
            begin_series(s, "to compare: score percent");
        if (in_view(s, m))
            fprintf(s->f.data, "%.9g %.6g\n", m->score, 100 * m->accuracy);
    }
    if (n)
        fputs("using 1:2 with points pointtype 2 pointsize 1 linewidth 2 linecolor rgb '#333333' "
              "notitle",
              s->command);
}

/* Above each cross its name, to the left where there is room: the front rises to the right. */
static void put_mark_names(scene *s) {
    for (uint32_t i = 0; i < s->space->n_mark; i++) {
        const bac_search_mark *m = &s->space->mark[i];
        bool left = log(m->score / s->left) > 0.35 * log(s->right / s->left);
        if (!in_view(s, m))
            continue;
        fprintf(s->f.script, "  set label %u ", 20 + i);
        bac_eval_put_quoted(s->f.script, m->name, 40);
        fprintf(s->f.script,
                " at first %.9g, first %.6g offset %s,0.8 %s noenhanced front textcolor '#333333' "
                "font small\n",
                m->score, 100 * m->accuracy, left ? "0.5" : "-0.5", left ? "right" : "left");
    }
}

/* ---- words around it */

static void put_words(scene *s) {
    char title[200], line[300], rungs[120], trials[32], frames[32];
    uint32_t deepest = (uint32_t)s->table->row[0].rung;
    bac_eval_thousands(s->space->frames * bac_search_epochs(s->space, deepest), frames);
    bool synthetic = strncmp(s->space->base.valid, "signal:", 7) == 0;
    snprintf(title, sizeof title, "%.90s: %s trials", s->space->base.name,
             bac_eval_thousands(s->table->n, trials));
    if (deepest)
        snprintf(rungs, sizeof rungs, "%s training frames each, pale ones stopped earlier", frames);
    else
        snprintf(rungs, sizeof rungs, "%s training frames each", frames);
    snprintf(line, sizeof line, "%s; accuracy on %s%.90s", rungs,
             synthetic ? "synthetic frames of " : "", s->space->base.valid);
    bac_eval_figure_words(&s->f, title, line);
}

/* Characters of the key's widest line */
static size_t key_width(const scene *s) {
    const bac_search_axis *axis = &s->space->axis[s->space->colour];
    size_t most = strlen(axis->key);
    for (uint32_t v = 0; v < axis->n; v++)
        most = bac_max_u64(most, strlen(axis->value[v]));
    return bac_min_u64(most, MOST_LETTERS);
}

static void put_axes(scene *s) {
    fprintf(s->f.script,
            "set border 3\n"
            "set logscale x\n"
            "set xrange [%.9g:%.9g]\n"
            "set yrange [%.6g:%.6g]\n"
            "set grid xtics ytics linetype 1 linecolor '#e6e6e6' linewidth 0.7\n"
            "set xlabel 'Inference cost score (8-bit VGG10 of the contest: 1)'\n"
            "set ylabel 'Validation frames classified correctly (%%)'\n"
            "set tmargin 5\nset rmargin %zu\n"
            "set key outside right center Left reverse samplen 1 spacing 1.15 noenhanced title ",
            s->left, s->right, s->low, s->high, key_width(s) + 8);
    bac_eval_put_quoted(s->f.script, s->space->axis[s->space->colour].key, MOST_LETTERS);
    fputs(" noenhanced left\n", s->f.script);
    /* less than a decade has too few powers of ten for tics */
    double decades = log10(s->right / s->left);
    if (decades < 2.5)
        fprintf(s->f.script, "set xtics (");
    for (int e = -9; e < 6 && decades < 2.5; e++)
        for (int m = 1; m < 10; m++) {
            double at = m * pow(10, e);
            bool named = m == 1 || m == 2 || m == 5 || decades < 0.6;
            if (at >= s->left && at <= s->right)
                fprintf(s->f.script, "%s%.9g%s, ", named ? "" : "'' ", at, named ? "" : " 1");
        }
    if (decades < 2.5)
        fprintf(s->f.script, "'' %.9g 1)\n", s->right * 10);
}

/* The plot command, put together while the data are written. False: out of memory */
static bool put_series(scene *s) {
    uint32_t values = s->space->axis[s->space->colour].n;
    s->command = open_memstream(&s->plot, &s->size);
    if (!s->command)
        return false;
    for (uint32_t v = 0; v < values; v++)
        put_trials(s, v, false);
    bool good = put_front(s);
    for (uint32_t v = 0; v < values; v++)
        put_trials(s, v, true);
    put_marks(s);
    put_key(s);
    return fclose(s->command) == 0 && good;
}

static bac_status draw(void *user, const char *work, bac_error *err) {
    scene *s = user;
    bac_status status = bac_eval_figure_open(&s->f, work, "pareto", err);
    if (status)
        return status;
    put_words(s);
    put_axes(s);
    bool good = put_series(s);
    bac_eval_figure_loop(&s->f, 860, 520);
    put_mark_names(s);
    fprintf(s->f.script, "  plot %s", good ? s->plot : "");
    bac_eval_figure_end(&s->f);
    free(s->plot);
    return bac_eval_figure_close(&s->f, work, !good, err);
}

bac_status bac_search_plot(const bac_search_space *space, const bac_search_trials *trials,
                           const bac_search_table *table, const char *dir, bac_error *err) {
    scene s = {.space = space, .trials = trials, .table = table};
    bool any = false;
    for (uint32_t i = 0; i < table->n; i++)
        any = any || drawn(&table->row[i]);
    if (!any)
        return bac_fail(err, BAC_ERR_INPUT, dir, "no trial has a result that could be drawn");
    find_view(&s);
    return bac_eval_draw(dir, draw, &s, err);
}
