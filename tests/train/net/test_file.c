/* Networks from files: what export wrote, read back; adopted whatever their nodes are called; held
 * against the file's integers; refused by node. */
#include "adopt.h"
#include "export.h"
#include "random_nn.h"
#include "scratch.h"
#include "small_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *dir;

static void begin(void) {
    dir = scratch_dir();
}

static void end(void) {
    scratch_remove(dir);
}

TestSuite(train_file, .init = begin, .fini = end);

static bac_nn *network(const char *settings) {
    bac_recipe r = small_recipe(settings);
    bac_nn *nn = NULL;
    bac_error err = {0};
    cr_assert(bac_recipe_network(&r, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}

/* A network that training might have left, under other names */
static bac_nn *trained(const char *settings, uint64_t seed) {
    bac_nn *nn = network(settings);
    random_source r = {seed};
    for (uint32_t i = 0; i < nn->n_param; i++)
        for (size_t j = nn->param[i].at; j < nn->param[i].at + nn->param[i].n; j++) {
            if (nn->param[i].fixed)
                continue;
            nn->theta[j] += (float)random_real(&r, -0.2, 0.2);
            nn->keep[j] = !nn->param[i].prunable || !random_chance(&r, 30);
        }
    for (uint32_t i = 0; i < nn->n_node; i++) {
        for (uint32_t c = 0; nn->node[i].norm == BAC_NORM_BATCH && c < nn->node[i].C; c++) {
            nn->state[nn->node[i].mean + c] = (float)random_real(&r, -0.3, 0.3);
            nn->state[nn->node[i].var + c] = (float)random_real(&r, 0.2, 2);
        }
        if (i)
            snprintf(nn->node[i].name, sizeof nn->node[i].name, "other%u", i);
    }
    bac_nn_prepare(nn);
    return nn;
}

static const char *write_onnx(const bac_nn *nn, const char *name) {
    bac_error err = {0};
    const char *path = scratch_path(dir, name);
    cr_assert(bac_export_onnx(nn, NULL, path, &err) == BAC_OK, "%s", scratch_error(&err));
    return path;
}

/* Its integers, as the file that bac train leaves */
static const char *write_bnet(const bac_nn *nn, const char *name) {
    bac_error err = {0};
    bac_net *net = NULL;
    const char *path = scratch_path(dir, name);
    cr_assert(bac_export_net(nn, NULL, NULL, &net, NULL, &err) == BAC_OK, "%s",
              scratch_error(&err));
    cr_assert(bac_net_save(net, path, &err) == BAC_OK, "%s", scratch_error(&err));
    bac_net_free(net);
    return path;
}

/* Largest difference of the logits of some frames in evaluation */
static double apart(const bac_nn *a, const bac_nn *b) {
    enum { FRAMES = 3 };
    const bac_nn *nn[2] = {a, b};
    const float *logit[2];
    bac_nn_work *work[2];
    random_source r = {11};
    size_t n = (size_t)FRAMES * a->node[0].T * a->node[0].C;
    double most = 0;
    float *iq = malloc(n * sizeof *iq);
    random_iq(&r, a, FRAMES, iq);
    for (int i = 0; i < 2; i++) {
        cr_assert(bac_nn_work_create(nn[i], FRAMES, false, &work[i], NULL) == BAC_OK);
        logit[i] = bac_nn_forward(nn[i], work[i], BAC_NN_EVAL, FRAMES, iq);
    }
    for (size_t j = 0; j < (size_t)a->node[a->n_node - 1].C * FRAMES; j++)
        most = fmax(most, fabs((double)logit[0][j] - (double)logit[1][j]));
    bac_nn_work_free(work[0]);
    bac_nn_work_free(work[1]);
    free(iq);
    return most;
}

/* Every kind of node, dead channels, signed codes, gains below zero: the reader undoes the export,
 * but for what a file of integers cannot say of native networks. */
Test(train_file, reading_is_the_inverse_of_writing) {
    uint64_t first = random_first_seed(), rounds = random_rounds(60);
    for (int style = BAC_NN_FREE; style <= BAC_NN_NATIVE; style++) {
        uint64_t read = 0, refused = 0;
        for (uint64_t seed = first; seed < first + rounds; seed++) {
            bac_error err = {0};
            bac_source s;
            bac_nn *nn = NULL;
            cr_assert(random_nn(seed, (bac_nn_style)style, &nn, &err) == BAC_OK, "%s",
                      scratch_error(&err));
            const char *path = write_onnx(nn, "net.onnx");
            if (bac_source_load(path, (bac_nn_style)style, &s, &err)) {
                cr_expect(strstr(err.text, "narrow") || strstr(err.text, "native form") ||
                              strstr(err.text, "no layer's bias") || strstr(err.text, "1 .. 16"),
                          "seed %llu: %s", (unsigned long long)seed, scratch_error(&err));
                refused++;
            } else {
                cr_expect(apart(nn, s.nn) <= 1e-6, "seed %llu, style %d as %d: %g",
                          (unsigned long long)seed, style, s.nn->style, apart(nn, s.nn));
                read += s.nn->style == (bac_nn_style)style;
                bac_source_free(&s);
            }
            bac_nn_free(nn);
        }
        cr_expect(read > rounds / 2, "style %d: %llu read, %llu refused", style,
                  (unsigned long long)read, (unsigned long long)refused);
    }
}

/* to: a fresh network of the recipe, which names path as its init. */
static bac_nn *started(const char *settings, const char *path, char difference[BAC_DIFFERENCE],
                       bac_source *s) {
    char all[512];
    bac_error err = {0};
    snprintf(all, sizeof all, "%s;init=%s", settings, path);
    bac_nn *to = network(all);
    cr_assert(bac_source_load(path, to->style, s, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_nn_adopt_file(to, s->nn, path, difference, &err) == BAC_OK, "%s",
              scratch_error(&err));
    return to;
}

static const char *const SAME[] = {
    "quantise=free",
    "quantise=free;sum_bits=0;fc_in_bits=7",
    "quantise=free;fc_in_bits=6",
    "quantise=free;sum_bits=0;share_scale=no",
    "network=vgg10;kernel=auto;stride=auto;channels=auto;quantise=free",
    "quantise=native",
    "quantise=native;weight_bits=6;act_bits=5;sum_bits=6;act_range=8",
    "quantise=native;sum_bits=0",
    "quantise=free;stem=3",
    "quantise=native;stem=5;stride=4 1",
    "network=vgg10;kernel=auto;stride=auto;channels=auto;quantise=native"};

Test(train_file, a_recipe_of_the_same_shape_computes_what_the_file_does) {
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++) {
        bac_nn *from = trained(SAME[i], 5 + i);
        for (int bnet = 0; bnet <= (from->style == BAC_NN_NATIVE); bnet++) {
            char difference[BAC_DIFFERENCE];
            bac_source s;
            bac_nn *to =
                started(SAME[i], bnet ? write_bnet(from, "n.bnet") : write_onnx(from, "n.onnx"),
                        difference, &s);
            cr_expect(!*difference, "%s: %s", SAME[i], difference);
            cr_expect(apart(to, from) <= 1e-6, "%s: %g", SAME[i], apart(to, from));
            for (uint32_t k = 0; k < to->n_node; k++)
                if (to->node[k].op == BAC_NN_CONV)
                    for (size_t j = 0; j < to->param[to->node[k].weight].n; j++)
                        cr_assert((to->keep[to->param[to->node[k].weight].at + j] != 0) ==
                                  (from->node[k].wcode[j] != 0));
            bac_source_free(&s);
            bac_nn_free(to);
        }
        bac_nn_free(from);
    }
}

/* Equality is not claimed where it cannot be, and the line says where. */
Test(train_file, a_recipe_that_differs_says_where) {
    static const struct {
        const char *file, *recipe, *says;
    } all[] = {{"", "weight_bits=3", "block0_dw (other1.* weights of 3 bits"},
               {"", "act_bits=3", "block0_dw_q (other2 in the file) has unsigned codes of 3 bits"},
               {"", "input_scale=1/32", "input (input in the file) has scale 0.03125"},
               {"", "quantise=native", "of native style, the file of free"},
               {"", "quantise=none", "of float style, the file of free"},
               {"", "sum_bits=0", "pool_q quantises what the file"},
               {"sum_bits=0", "sum_bits=0;fc_in_bits=0", "the file quantises at "},
               {"sum_bits=0;fc_in_bits=0", "sum_bits=4", "block1_add_q quantises what the file"},
               {"sum_bits=0;share_scale=no", "sum_bits=0", "'share_scale no' keeps it"},
               {"quantise=native", "quantise=native;act_bits=3", "has unsigned codes of 3 bits"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char difference[BAC_DIFFERENCE];
        bac_source s;
        bac_nn *from = trained(all[i].file, 9);
        bac_nn *to = started(all[i].recipe, write_onnx(from, "n.onnx"), difference, &s);
        const char *dots = strstr(all[i].says, ".*");
        cr_expect(dots ? !strncmp(difference, all[i].says, (size_t)(dots - all[i].says)) &&
                             strstr(difference, dots + 2)
                       : strstr(difference, all[i].says) != NULL,
                  "'%s', not '%s'", difference, all[i].says);
        bac_source_free(&s);
        bac_nn_free(from);
        bac_nn_free(to);
    }
}

/* The check is one that fails: a single wrong weight is found, and its place named. */
Test(train_file, a_wrong_weight_is_found_by_frame_and_stream) {
    char difference[BAC_DIFFERENCE];
    bac_source s;
    bac_set *set = NULL;
    bac_agreement right, wrong;
    bac_error err = {0};
    bac_nn *from = trained("quantise=native", 4);
    bac_nn *to = started("quantise=native", write_bnet(from, "n.bnet"), difference, &s);
    cr_assert(bac_set_open("signal:radioml,seed=3,count=2,snr=0:10:10", &set, &err) == BAC_OK);
    cr_assert(bac_source_compare(&s, to, set, &right, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(right.frames == 96 && right.alike == 96 && !*right.first, "%u", right.alike);
    for (uint32_t c = 0; c < 4; c++) /* block1_dw_q's addends */
        to->node[8].A[c] += 60;
    cr_assert(strcmp(to->node[8].name, "block1_pw_q") == 0, "%s", to->node[8].name);
    cr_assert(bac_source_compare(&s, to, set, &wrong, &err) == BAC_OK);
    cr_assert(wrong.alike < 96 && strstr(wrong.first, "is that of block1_pw_q"), "%u %s",
              wrong.alike, wrong.first);
    bac_set_close(set);
    bac_source_free(&s);
    bac_nn_free(from);
    bac_nn_free(to);
}

/* ---- whole runs */

typedef struct notes {
    char last[1024];
} notes;

static void take_note(void *user, const char *line) {
    snprintf(((notes *)user)->last, sizeof((notes *)user)->last, "%s", line);
}

static void run(const bac_recipe *r, const char *folder, notes *n, bac_checkpoint *state) {
    const bac_train_options options = {.threads = 2, .note = take_note, .user = n};
    bac_error err = {0};
    cr_assert(bac_train(r, scratch_path(dir, folder), &options, state, &err) == BAC_OK, "%s",
              scratch_error(&err));
}

static bac_recipe from_file(const char *settings, const char *key, const char *path) {
    char all[640];
    snprintf(all, sizeof all, "%s;%s=%s", settings, key, path);
    return small_recipe(all);
}

Test(train_file, a_run_from_a_file_goes_on_where_it_was_stopped) {
    static const char *const style[] = {"quantise=free", "quantise=native"};
    for (int i = 0; i < 2; i++) {
        char path[256];
        bac_nn *from = trained(style[i], 7);
        bac_checkpoint whole, part;
        notes n = {""};
        snprintf(path, sizeof path, "%s", write_onnx(from, "n.onnx"));
        bac_recipe r = from_file(style[i], "init", path);
        run(&r, "whole", &n, &whole);
        cr_expect(strstr(n.last, "n.onnx: 24 of 24 frames classified alike") &&
                      n.last[strlen(n.last) - 1] == 'e',
                  "%s", n.last);
        small_train(&r, scratch_path(dir, "part"), 1, 2, &part);
        bac_checkpoint_free(&part);
        cr_assert(remove(path) == 0); /* the checkpoint is all that is needed */
        small_train(&r, scratch_path(dir, "part"), 3, 0, &part);
        cr_expect(memcmp(whole.nn->theta, part.nn->theta, whole.nn->n_theta * sizeof(float)) == 0);
        for (size_t j = 0; j < whole.nn->n_theta; j++) /* the file's zeros were pruned */
            cr_assert(whole.nn->keep[j] || whole.nn->theta[j] == 0);
        cr_expect(apart(whole.nn, from) > 0, "nothing was learned");
        scratch_remove(strdup(scratch_path(dir, "whole")));
        scratch_remove(strdup(scratch_path(dir, "part")));
        bac_checkpoint_free(&whole);
        bac_checkpoint_free(&part);
        bac_nn_free(from);
    }
}

/* A native file holds all that a run does: as teachers they give the same bits. */
Test(train_file, a_file_teaches_as_its_run_does) {
    bac_checkpoint teacher, by[3];
    notes n = {""};
    bac_recipe r = small_recipe("quantise=native;seed=3");
    run(&r, "teacher", &n, &teacher);
    char path[3][256];
    snprintf(path[0], sizeof path[0], "%s", scratch_path(dir, "teacher"));
    snprintf(path[1], sizeof path[1], "%s", write_onnx(teacher.nn, "t.onnx"));
    snprintf(path[2], sizeof path[2], "%s", write_bnet(teacher.nn, "t.bnet"));
    for (int i = 0; i < 3; i++) {
        char folder[16];
        snprintf(folder, sizeof folder, "run%d", i);
        r = from_file("quantise=native", "teacher", path[i]);
        run(&r, folder, &n, &by[i]);
        cr_expect(i == 0 || strstr(n.last, "frames classified alike"), "%s", n.last);
        cr_expect(memcmp(by[0].nn->theta, by[i].nn->theta, by[0].nn->n_theta * sizeof(float)) == 0,
                  "%s", path[i]);
    }
    for (int i = 0; i < 3; i++)
        bac_checkpoint_free(&by[i]);
    bac_checkpoint_free(&teacher);
}

/* ---- bad input */

static void refused(const char *settings, const char *key, const char *path, const char *where,
                    const char *text) {
    bac_recipe r = from_file(settings, key, path);
    small_refused(&r, scratch_path(dir, "no"), where, text);
}

/* The exported file with a word of it replaced by one of the same length */
static const char *patched(const bac_nn *nn, const char *word, const char *by) {
    size_t size;
    char *data = scratch_read(write_onnx(nn, "n.onnx"), &size);
    const char *path = scratch_path(dir, "patched.onnx");
    bool found = false;
    for (size_t i = 0; i + strlen(word) <= size; i++)
        if (memcmp(data + i, word, strlen(word)) == 0) {
            memcpy(data + i, by, strlen(word));
            found = true;
        }
    cr_assert(found, "%s", word);
    scratch_write(path, data, size);
    free(data);
    return path;
}

Test(train_file, what_cannot_be_a_start_is_refused_by_node) {
    bac_nn *free_nn = trained("", 3), *native = trained("quantise=native", 3),
           *plain = trained("quantise=none", 3);
    const char *onnx = write_onnx(free_nn, "n.onnx");
    refused("channels=4 8;residual=no no", "init", onnx, "n.onnx:other7",
            "channels 4, 8 at block1_pw");
    refused("kernel=5 5", "init", scratch_path(dir, "n.onnx"), "n.onnx:other5",
            "kernel 3, 5 at block1_dw");
    refused("classes=25", "init", scratch_path(dir, "n.onnx"), "n.onnx:", "channels 24, 25 at fc");
    refused("kernel=5 3 3;stride=16 1 1;channels=4 4 4;residual=no yes no", "init",
            scratch_path(dir, "n.onnx"), "n.onnx:", "is a global maximum, block2_dw");
    refused("residual=no no", "init", scratch_path(dir, "n.onnx"), "n.onnx:", "is a sum, pool");
    refused("quantise=native", "init", write_bnet(free_nn, "f.bnet"), "f.bnet:other1_q",
            "is not clamp((x + A) >> S)");
    refused("", "teacher", scratch_path(dir, "f.bnet"), "f.bnet:other1_q", "not of native form");
    refused("", "init", write_onnx(native, "n.onnx"), "n.onnx", "cannot come back");
    refused("", "init", write_bnet(native, "n.bnet"), "n.bnet", "cannot come back");
    refused("", "init", write_onnx(plain, "n.onnx"), "n.onnx", "not quantised");
    refused("", "init", patched(free_nn, "BatchNormalization", "BatchNormalizatiom"), "node other2",
            "not supported");
    refused("", "init", patched(free_nn, "ROUND", "FLOOR"), "patched.onnx: node",
            "rounding mode ROUND");
    refused("classes=25", "teacher", write_onnx(free_nn, "n.onnx"), "n.onnx", "other frames or");
    refused("", "init", scratch_path(dir, "none.onnx"), "none.onnx", "cannot open");
    scratch_write(scratch_path(dir, "cut.onnx"), "onnx", 4);
    refused("", "init", scratch_path(dir, "cut.onnx"), "cut.onnx", "not an ONNX model");
    bac_nn_free(free_nn);
    bac_nn_free(native);
    bac_nn_free(plain);
}
