/* messages.c - a mutator for ONNX files that keeps them messages.
 *
 * The file is unpacked by its schema (onnx/onnx_subset.proto); one to three fields of random messages are
 * changed: a number takes a value at a limit, a text that of another field, a list loses, doubles or moves
 * an element, bytes are changed by libFuzzer, an optional message disappears. Then it is packed again. A
 * file that cannot be unpacked, and one in eight, gets libFuzzer's own mutation. Deterministic from `seed`.
 */
#include "fuzz.h"
#include "onnx_subset.pb-c.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

/* Memory of one mutation, released as a whole: messages share parts after it. */
typedef struct block {
    struct block *before;
    _Alignas(16) uint8_t bytes[];
} block;

static block *blocks;
static void *take(void *user, size_t size) {
    (void)user;
    block *b = calloc(1, sizeof *b + size);
    FUZZ_CHECK(b);
    b->before = blocks;
    blocks = b;
    return b->bytes;
}

static void leave(void *user, void *memory) {
    (void)user;
    (void)memory;
}

static void release(void) {
    while (blocks) {
        block *b = blocks;
        blocks = b->before;
        free(b);
    }
}

/* ---- the fields of a file */

typedef struct place {
    ProtobufCMessage *message;
    const ProtobufCFieldDescriptor *field;
} place;

enum { MOST_PLACES = 1 << 16 };
static place places[MOST_PLACES];
static uint32_t n_places;

static void *member(const place *p) {
    return (uint8_t *)p->message + p->field->offset;
}

static size_t *count_of(const place *p) {
    return (size_t *)(void *)((uint8_t *)p->message + p->field->quantifier_offset);
}

static void collect(ProtobufCMessage *m) {
    for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
        const place p = {m, &m->descriptor->fields[i]};
        if (n_places == MOST_PLACES)
            return;
        places[n_places++] = p;
        if (p.field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        ProtobufCMessage **inside = member(&p);
        if (p.field->label != PROTOBUF_C_LABEL_REPEATED) {
            if (*inside)
                collect(*inside);
            continue;
        }
        for (size_t k = 0; k < *count_of(&p); k++)
            collect((*(ProtobufCMessage ***)member(&p))[k]);
    }
}

static size_t size_of(const ProtobufCFieldDescriptor *f) {
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
        return sizeof(int32_t);
    case PROTOBUF_C_TYPE_FLOAT:
        return sizeof(float);
    case PROTOBUF_C_TYPE_INT64:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(double);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    default:
        return sizeof(void *); /* text, message */
    }
}

/* ---- changes */

static void change_integer(const ProtobufCFieldDescriptor *f, void *at) {
    static const int64_t edge[] = {
        0,         1,        -1,    2,       3,         7,         8,
        16,        23,       24,    31,      32,        63,        64,
        1024,      65535,    65536, 1 << 20, INT32_MAX, INT32_MIN, (int64_t)UINT32_MAX,
        INT64_MAX, INT64_MIN};
    const int64_t value = edge[fuzz_draw(sizeof edge / sizeof *edge)];
    const uint32_t how = fuzz_draw(3);
    if (f->type == PROTOBUF_C_TYPE_INT32)
        *(int32_t *)at =
            how ? (int32_t)value : (int32_t)((uint32_t) * (int32_t *)at + fuzz_draw(3) - 1);
    else
        *(int64_t *)at = how ? value : (int64_t)((uint64_t) * (int64_t *)at + fuzz_draw(3) - 1);
}

static void change_real(const ProtobufCFieldDescriptor *f, void *at) {
    static const double edge[] = {0,          -0.0,  1,    -1,     0.5,   0.1,   2,
                                  3,          1e-30, 1e30, 1e-320, 1e300, 65536, (double)INFINITY,
                                  (double)NAN};
    const double value = edge[fuzz_draw(sizeof edge / sizeof *edge)];
    if (f->type == PROTOBUF_C_TYPE_FLOAT)
        *(float *)at = fuzz_draw(4) ? (float)value : *(float *)at * 2;
    else
        *(double *)at = fuzz_draw(4) ? value : *(double *)at / 2;
}

/* The text of another field, so that names refer to other things. */
static void change_text(char **at) {
    for (int tries = 0; tries < 64; tries++) {
        const place *p = &places[fuzz_draw(n_places)];
        char **text = member(p);
        if (p->field->type != PROTOBUF_C_TYPE_STRING)
            continue;
        const bool one = p->field->label != PROTOBUF_C_LABEL_REPEATED;
        if (one && *text) {
            *at = *text;
            return;
        }
        if (!one && *count_of(p) > 0) {
            *at = (*(char ***)(void *)text)[fuzz_draw((uint32_t)*count_of(p))];
            return;
        }
    }
}

static void change_bytes(ProtobufCBinaryData *at) {
    const size_t room = at->len + 16;
    uint8_t *bytes = take(NULL, room);
    if (at->len)
        memcpy(bytes, at->data, at->len);
    at->len = LLVMFuzzerMutate(bytes, at->len, room);
    at->data = bytes;
}

static void change_one(const ProtobufCFieldDescriptor *f, void *at) {
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_INT64:
        change_integer(f, at);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        change_real(f, at);
        break;
    case PROTOBUF_C_TYPE_STRING:
        change_text(at);
        break;
    case PROTOBUF_C_TYPE_BYTES:
        change_bytes(at);
        break;
    default:
        break; /* a message: its own fields are places */
    }
}

static void change_list(const place *p) {
    const size_t size = size_of(p->field), n = *count_of(p);
    const uint32_t how = fuzz_draw(4);
    if (n == 0)
        return;
    uint8_t **list = member(p), *changed = take(NULL, (n + 1) * size);
    const uint32_t i = fuzz_draw((uint32_t)n), j = fuzz_draw((uint32_t)n);
    memcpy(changed, *list, n * size);
    if (how == 0) { /* removed */
        memmove(changed + i * size, changed + (i + 1) * size, (n - 1 - i) * size);
        *count_of(p) = n - 1;
    } else if (how == 1) { /* doubled */
        memcpy(changed + n * size, changed + i * size, size);
        *count_of(p) = n + 1;
    } else if (how == 2) { /* exchanged */
        memcpy(changed + i * size, *list + j * size, size);
        memcpy(changed + j * size, *list + i * size, size);
    } else {
        change_one(p->field, changed + i * size);
    }
    *list = changed;
}

static void change(const place *p) {
    if (p->field->label == PROTOBUF_C_LABEL_REPEATED) {
        change_list(p);
        return;
    }
    const bool pointed =
        p->field->type == PROTOBUF_C_TYPE_MESSAGE || p->field->type == PROTOBUF_C_TYPE_STRING;
    if (pointed && fuzz_draw(3) == 0) {
        *(void **)member(p) = NULL; /* an optional field that is not there */
        return;
    }
    if (!pointed)
        *(protobuf_c_boolean *)((uint8_t *)p->message + p->field->quantifier_offset) =
            fuzz_draw(8) != 0;
    change_one(p->field, member(p));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    ProtobufCAllocator allocator = {take, leave, NULL};
    fuzz_seed(seed);
    ProtobufCMessage *m = fuzz_draw(8) ? protobuf_c_message_unpack(&bac__onnx__model__descriptor,
                                                                   &allocator, size, data)
                                       : NULL;
    if (!m) {
        release();
        return LLVMFuzzerMutate(data, size, most);
    }
    for (uint32_t n = 1 + fuzz_draw(3); n > 0; n--) {
        n_places = 0;
        collect(m);
        change(&places[fuzz_draw(n_places)]);
    }
    if (protobuf_c_message_get_packed_size(m) <= most)
        size = protobuf_c_message_pack(m, data);
    release();
    return size;
}
