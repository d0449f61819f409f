/* golden.h - golden vectors: the output stream of every layer for a few frozen frames, in two
 * formats:
 *
 *   NN-LAYER.npy  integers [frames][T][C], the smallest type that holds the layer's values
 *   NN-LAYER.hex  a $readmemh image, one beat per line: channel c in bits [c*W +: W], two's
 *                 complement, W the layer's bits; frame after frame
 *
 * and MANIFEST, with the command that made them and their SHA-256.
 */
#ifndef BAC_TOOLS_GOLDEN_H
#define BAC_TOOLS_GOLDEN_H

#include "common/tool.h"

enum { GOLDEN_SHA_SIZE = 65, GOLDEN_MAX_FILE = 1 << 30 };

/* The streams of frames [from, to) of a frames file. */
typedef struct golden_set {
    bac_net *net;
    uint64_t from, to;
    uint32_t n_layers;
    bac_array *stream; /* [n_layers], each [to - from][T][C] */
} golden_set;

/* Loads both files and runs the frames of range_text (as in --frames; NULL: all). *usage becomes
 * true when range_text is wrong, after a printed complaint. Call golden_free also after a
 * failure. */
bac_status golden_compute(const char *net_path, const char *frames_path, const char *range_text,
                          golden_set *set, bool *usage, bac_error *err);
void golden_free(golden_set *set);

/* Element i of a stream. */
int32_t golden_value(const bac_array *stream, uint64_t i);
enum { GOLDEN_NAME_SIZE = BAC_MAX_NAME + 16 };
/* Writes the file name NN-LAYER.SUFFIX. */
void golden_name(const golden_set *set, uint32_t layer, const char *suffix,
                 char name[GOLDEN_NAME_SIZE]);

/* The $readmemh image of a layer, owned by the caller. *head: bytes before the first beat. */
bac_status golden_hex(const golden_set *set, uint32_t layer, char **text, size_t *size,
                      size_t *head, bac_error *err);

/* SHA-256 of a file, in hexadecimal, and its length. */
bac_status golden_sha(const char *path, char sha[GOLDEN_SHA_SIZE], uint64_t *size, bac_error *err);

/* MANIFEST: the hashes and paths of network and frames, then a line for each file. */
typedef struct golden_file {
    char sha[GOLDEN_SHA_SIZE];
    uint64_t size;
    char name[GOLDEN_NAME_SIZE];
} golden_file;

typedef struct golden_manifest {
    char net_sha[GOLDEN_SHA_SIZE], frames_sha[GOLDEN_SHA_SIZE];
    char *net_path, *frames_path; /* owned */
    uint64_t from, to;
    uint32_t n;
    golden_file *file; /* [n], owned */
} golden_manifest;

bac_status golden_manifest_save(const char *path, const golden_manifest *manifest, const char *dir,
                                bac_error *err);
bac_status golden_manifest_load(const char *path, golden_manifest *manifest, bac_error *err);
void golden_manifest_free(golden_manifest *manifest);

/* Writes the set to DIR, which appears complete or not at all. An existing DIR is replaced if it
 * holds nothing but golden vectors. Returns an exit status. */
int golden_freeze(const golden_set *set, const char *net_path, const char *frames_path,
                  const char *dir);

/* Recomputes every file of DIR and compares. mismatch: one line about the first difference, empty
 * when there is none. *files: number of files compared. */
bac_status golden_check(const char *dir, char *mismatch, size_t size, uint32_t *files,
                        bac_error *err);

#endif
