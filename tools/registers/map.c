/* map.c - reads a register map and refuses one that contradicts itself. */
#include "map.h"

#include <jansson.h>
#include <string.h>

typedef struct reader {
    register_map *map;
    char *why;
} reader;

static bool refuse(reader *r, const char *name, const char *what) {
    snprintf(r->why, 256, "%.100s: %s", name, what);
    return true;
}

static bool is_access(const char *word) {
    return strcmp(word, "ro") == 0 || strcmp(word, "rw") == 0 || strcmp(word, "w1c") == 0 ||
           strcmp(word, "wo") == 0;
}

static bool read_field(reader *r, map_register *reg, json_t *json) {
    map_field *f = &reg->field[reg->n_fields++];
    json_int_t lsb, bits;
    f->access = reg->access;
    if (json_unpack(json, "{s:s, s:s, s:I, s:I, s?s!}", "name", &f->name, "about", &f->about, "lsb",
                    &lsb, "bits", &bits, "access", &f->access))
        return refuse(r, reg->name, "a field has name, about, lsb, bits and perhaps access");
    if (lsb < 0 || bits < 1 || lsb + bits > 32 || !is_access(f->access))
        return refuse(r, f->name, "lies outside of 32 bits, or has an unknown access");
    f->lsb = (uint32_t)lsb;
    f->bits = (uint32_t)bits;
    for (const map_field *other = reg->field; other < f; other++)
        if (other->lsb < f->lsb + f->bits && f->lsb < other->lsb + other->bits)
            return refuse(r, f->name, "overlaps another field");
    return false;
}

static bool read_register(reader *r, json_t *json) {
    register_map *map = r->map;
    map_register *reg = &map->reg[map->n++];
    json_int_t offset, count = 1, reset = 0;
    json_t *fields = NULL;
    if (json_unpack(json, "{s:s, s:s, s:s, s:I, s?I, s?I, s?s, s?o!}", "name", &reg->name, "about",
                    &reg->about, "access", &reg->access, "offset", &offset, "count", &count,
                    "reset", &reset, "parameter", &reg->parameter, "fields", &fields))
        return refuse(r, "a register",
                      "has name, about, access, offset and perhaps count, reset, "
                      "parameter, fields");
    if (!is_access(reg->access) || reset < 0 || reset > UINT32_MAX)
        return refuse(r, reg->name, "has an unknown access, or a reset value of more than 32 bits");
    if (offset < 0 || offset % 4 != 0 || count < 1 || offset + 4 * count > map->bytes)
        return refuse(r, reg->name, "does not lie on whole words inside of the map");
    reg->offset = (uint32_t)offset;
    reg->count = (uint32_t)count;
    reg->reset = (uint32_t)reset;
    if (reg > map->reg && reg->offset < reg[-1].offset + 4 * reg[-1].count)
        return refuse(r, reg->name, "overlaps the register before it, or is out of order");
    bool bad = json_array_size(fields) > MAP_FIELDS && refuse(r, reg->name, "has too many fields");
    for (size_t i = 0; !bad && i < json_array_size(fields); i++)
        bad = read_field(r, reg, json_array_get(fields, i));
    return bad;
}

bool map_read(const char *path, register_map *map, char why[256]) {
    reader r = {map, why};
    json_error_t error;
    json_t *registers, *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    json_int_t bytes;
    *map = (register_map){.json = json};
    if (!json) {
        snprintf(why, 256, "line %d: %.150s", error.line, error.text);
        return true;
    }
    if (json_unpack(json, "{s:s, s:s, s:s, s:I, s:o!}", "name", &map->name, "about", &map->about,
                    "version", &map->version, "bytes", &bytes, "registers", &registers))
        return refuse(&r, "the map", "has name, about, version, bytes and registers");
    if (bytes < 4 || bytes > 65536 || bytes % 4 != 0)
        return refuse(&r, "bytes", "is 4 to 65536, whole words");
    map->bytes = (uint32_t)bytes;
    bool bad = json_array_size(registers) > MAP_REGISTERS && refuse(&r, "the map", "is too large");
    for (size_t i = 0; !bad && i < json_array_size(registers); i++)
        bad = read_register(&r, json_array_get(registers, i));
    return bad;
}

void map_free(register_map *map) {
    json_decref(map->json);
    *map = (register_map){0};
}
