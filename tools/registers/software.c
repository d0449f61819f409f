/* software.c - the map for software and readers: C, Python, Markdown. */
#include "map.h"

#include <inttypes.h>
#include <string.h>

void map_c(FILE *out, const register_map *map) {
    fprintf(
        out,
        "/* bac_registers.h - %s, version %s: offsets in bytes from the base,\n"
        " * first bits and masks of fields. Made from rtl/wrap/registers.json, do not edit. */\n"
        "/* clang-format off */\n#ifndef BAC_REGISTERS_H\n#define BAC_REGISTERS_H\n\n#define "
        "BAC_REGISTERS_BYTES %" PRIu32 "u\n",
        map->about, map->version, map->bytes);
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        fprintf(out, "\n/* %s */\n#define BAC_REG_%s 0x%03" PRIx32 "u\n", r->about, r->name,
                r->offset);
        if (r->count > 1)
            fprintf(out, "#define BAC_REG_%s_COUNT %" PRIu32 "u\n", r->name, r->count);
        if (r->reset)
            fprintf(out, "#define BAC_REG_%s_RESET 0x%08" PRIx32 "u\n", r->name, r->reset);
        for (uint32_t f = 0; f < r->n_fields; f++) {
            const map_field *field = &r->field[f];
            const uint32_t mask = field->bits < 32 ? (1u << field->bits) - 1 : UINT32_MAX;
            fprintf(out, "#define BAC_REG_%s_%s 0x%" PRIx32 "u /* %s */\n", r->name, field->name,
                    mask << field->lsb, field->about);
        }
    }
    fprintf(out, "\n#endif\n");
}

void map_python(FILE *out, const register_map *map) {
    fprintf(out,
            "\"\"\"%s, version %s: offsets in bytes, fields as (first bit, bits).\n\n"
            "Made from rtl/wrap/registers.json, do not edit.\n\"\"\"\n\nBYTES = %" PRIu32 "\n",
            map->about, map->version, map->bytes);
    fprintf(out, "\nOFFSET = {\n");
    for (uint32_t i = 0; i < map->n; i++)
        fprintf(out, "    \"%s\": 0x%03" PRIx32 ",  # %s\n", map->reg[i].name, map->reg[i].offset,
                map->reg[i].about);
    fprintf(out, "}\n\nCOUNT = {\n");
    for (uint32_t i = 0; i < map->n; i++)
        if (map->reg[i].count > 1)
            fprintf(out, "    \"%s\": %" PRIu32 ",\n", map->reg[i].name, map->reg[i].count);
    fprintf(out, "}\n\nRESET = {\n");
    for (uint32_t i = 0; i < map->n; i++)
        if (map->reg[i].reset)
            fprintf(out, "    \"%s\": 0x%08" PRIx32 ",\n", map->reg[i].name, map->reg[i].reset);
    fprintf(out, "}\n\nFIELDS = {\n");
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        if (r->n_fields)
            fprintf(out, "    \"%s\": {\n", r->name);
        for (uint32_t f = 0; f < r->n_fields; f++)
            fprintf(out, "        \"%s\": (%" PRIu32 ", %" PRIu32 "),  # %s\n", r->field[f].name,
                    r->field[f].lsb, r->field[f].bits, r->field[f].about);
        if (r->n_fields)
            fprintf(out, "    },\n");
    }
    fprintf(out, "}\n");
}

static const char *access_words(const char *access) {
    return strcmp(access, "ro") == 0    ? "read"
           : strcmp(access, "rw") == 0  ? "read, write"
           : strcmp(access, "w1c") == 0 ? "read, 1 clears"
                                        : "write";
}

void map_markdown(FILE *out, const register_map *map) {
    fprintf(out, "| offset | register | access | after reset | what it is |\n"
                 "| --- | --- | --- | --- | --- |\n");
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        fprintf(out, "| 0x%03" PRIx32, r->offset);
        if (r->count > 1)
            fprintf(out, " + 4 i | `%s[i]`, i < %" PRIu32, r->name, r->count);
        else
            fprintf(out, " | `%s`", r->name);
        fprintf(out, " | %s | ", access_words(r->access));
        fprintf(out, r->reset > 9 ? "0x%08" PRIx32 : "%" PRIu32, r->reset);
        fprintf(out, " | %s%s%s |\n", r->about, r->parameter ? "; mapped for i < " : "",
                r->parameter ? r->parameter : "");
        for (uint32_t f = 0; f < r->n_fields; f++) {
            const map_field *field = &r->field[f];
            fprintf(out, "| | `%s`, bit", field->name);
            if (field->bits > 1)
                fprintf(out, "s %" PRIu32 " to", field->lsb + field->bits - 1);
            fprintf(out, " %" PRIu32 " | %s | | %s |\n", field->lsb, access_words(field->access),
                    field->about);
        }
    }
}
