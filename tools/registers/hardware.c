/* hardware.c - the map for hardware: Verilog, SystemRDL, IP-XACT. */
#include "map.h"

#include <inttypes.h>
#include <string.h>

static uint32_t address_bits(const register_map *map) {
    uint32_t bits = 2;
    while (1u << bits < map->bytes)
        bits++;
    return bits;
}

/* "at >= 10'd16 && at <= 10'd23" of registers that lie side by side, without holes. */
static void print_mapped(FILE *out, const register_map *map, uint32_t bits) {
    fprintf(out,
            "    function mapped;  // is there a register at this word?\n"
            "        input [%" PRIu32 ":0] at;\n        mapped = ",
            bits - 1);
    for (uint32_t i = 0, end = 0; i < map->n; i = end) {
        const map_register *first = &map->reg[i];
        uint32_t after = first->offset + 4 * first->count;
        for (end = i + 1; end < map->n && map->reg[end].offset == after && !first->parameter &&
                          !map->reg[end].parameter;
             end++)
            after += 4 * map->reg[end].count;
        fprintf(out, "%s", i ? " ||\n            " : "");
        if (first->offset > 0)
            fprintf(out, "at >= %" PRIu32 "'d%" PRIu32 " && ", bits, first->offset / 4);
        if (first->parameter)
            fprintf(out, "{22'd0, at} < %" PRIu32 " + %s", first->offset / 4, first->parameter);
        else
            fprintf(out, "at <= %" PRIu32 "'d%" PRIu32, bits, after / 4 - 1);
    }
    fprintf(out, ";\n    endfunction\n");
}

void map_verilog(FILE *out, const register_map *map) {
    const uint32_t bits = address_bits(map) - 2;
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        fprintf(out, "    localparam [%" PRIu32 ":0] AT_%s = %" PRIu32 "'d%" PRIu32 ";\n", bits - 1,
                r->name, bits, r->offset / 4);
        if (r->reset)
            fprintf(out, "    localparam [31:0] RESET_%s = 32'h%08" PRIx32 ";\n", r->name,
                    r->reset);
        for (uint32_t f = 0; f < r->n_fields && strcmp(r->access, "ro") != 0; f++)
            fprintf(out, "    localparam %s_%s = %" PRIu32 ";\n", r->name, r->field[f].name,
                    r->field[f].lsb);
    }
    print_mapped(out, map, bits);
}

/* ---- SystemRDL */

static const char *rdl_access(const char *access) {
    return strcmp(access, "ro") == 0    ? "sw = r; hw = w;"
           : strcmp(access, "rw") == 0  ? "sw = rw; hw = r;"
           : strcmp(access, "w1c") == 0 ? "sw = rw; onwrite = woclr; hw = w;"
                                        : "sw = rw; onwrite = woset; hw = rw;";
}

void map_rdl(FILE *out, const register_map *map) {
    fprintf(out,
            "// Made from rtl/wrap/registers.json, do not edit\naddrmap %s {\n    name = \"%s, "
            "version %s\";\n"
            "    default regwidth = 32;\n    default accesswidth = 32;\n",
            map->name, map->about, map->version);
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        const map_field whole = {"VALUE", r->about, r->access, 0, 32};
        const map_field *field = r->n_fields ? r->field : &whole;
        fprintf(out, "    reg {\n        desc = \"%s\";\n", r->about);
        for (uint32_t f = 0; f < (r->n_fields ? r->n_fields : 1); f++) {
            const uint32_t mask = field[f].bits < 32 ? (1u << field[f].bits) - 1 : UINT32_MAX;
            fprintf(out,
                    "        field { desc = \"%s\"; %s } %s[%" PRIu32 ":%" PRIu32 "] = 0x%" PRIx32
                    ";\n",
                    field[f].about, rdl_access(field[f].access), field[f].name,
                    field[f].lsb + field[f].bits - 1, field[f].lsb,
                    r->reset >> field[f].lsb & mask);
        }
        fprintf(out, "    } %s", r->name);
        if (r->count > 1)
            fprintf(out, "[%" PRIu32 "]", r->count);
        fprintf(out, " @ 0x%03" PRIx32 "%s;\n", r->offset, r->count > 1 ? " += 4" : "");
    }
    fprintf(out, "};\n");
}

/* ---- IP-XACT */

static void print_xml(FILE *out, const char *text) {
    for (; *text; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static void print_element(FILE *out, const char *indent, const char *name, const char *text) {
    fprintf(out, "%s<ipxact:%s>", indent, name);
    print_xml(out, text);
    fprintf(out, "</ipxact:%s>\n", name);
}

static const char *xml_access(const char *access) {
    return strcmp(access, "ro") == 0 ? "read-only" : "read-write";
}

static void print_field(FILE *out, const map_register *r, const map_field *f) {
    static const char in[] = "            ";
    const uint32_t mask = f->bits < 32 ? (1u << f->bits) - 1 : UINT32_MAX;
    fprintf(out, "          <ipxact:field>\n");
    print_element(out, in, "name", f->name);
    print_element(out, in, "description", f->about);
    fprintf(out,
            "%s<ipxact:bitOffset>%" PRIu32 "</ipxact:bitOffset>\n"
            "%s<ipxact:resets><ipxact:reset><ipxact:value>'h%" PRIx32
            "</ipxact:value></ipxact:reset></ipxact:resets>\n"
            "%s<ipxact:bitWidth>%" PRIu32 "</ipxact:bitWidth>\n",
            in, f->lsb, in, r->reset >> f->lsb & mask, in, f->bits);
    print_element(out, in, "access", xml_access(f->access));
    if (strcmp(f->access, "w1c") == 0)
        print_element(out, in, "modifiedWriteValue", "oneToClear");
    if (strcmp(f->access, "wo") == 0)
        print_element(out, in, "modifiedWriteValue", "oneToSet");
    fprintf(out, "          </ipxact:field>\n");
}

void map_ipxact(FILE *out, const register_map *map) {
    fprintf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!-- Made from rtl/wrap/registers.json, do not edit -->\n"
        "<ipxact:component xmlns:ipxact=\"http://www.accellera.org/XMLSchema/IPXACT/1685-2014\">\n"
        "  <ipxact:vendor>bac</ipxact:vendor>\n  <ipxact:library>bac</ipxact:library>\n"
        "  <ipxact:name>%s</ipxact:name>\n  <ipxact:version>%s</ipxact:version>\n"
        "  <ipxact:memoryMaps>\n    <ipxact:memoryMap>\n      <ipxact:name>s_axi</ipxact:name>\n"
        "      <ipxact:addressBlock>\n        <ipxact:name>registers</ipxact:name>\n"
        "        <ipxact:baseAddress>0</ipxact:baseAddress>\n"
        "        <ipxact:range>%" PRIu32
        "</ipxact:range>\n        <ipxact:width>32</ipxact:width>\n",
        map->name, map->version, map->bytes);
    for (uint32_t i = 0; i < map->n; i++) {
        const map_register *r = &map->reg[i];
        const map_field whole = {"VALUE", r->about, r->access, 0, 32};
        fprintf(out, "        <ipxact:register>\n");
        print_element(out, "          ", "name", r->name);
        print_element(out, "          ", "description", r->about);
        if (r->count > 1)
            fprintf(out, "          <ipxact:dim>%" PRIu32 "</ipxact:dim>\n", r->count);
        fprintf(out,
                "          <ipxact:addressOffset>'h%" PRIx32 "</ipxact:addressOffset>\n"
                "          <ipxact:size>32</ipxact:size>\n",
                r->offset);
        if (!r->n_fields)
            print_field(out, r, &whole);
        for (uint32_t f = 0; f < r->n_fields; f++)
            print_field(out, r, &r->field[f]);
        fprintf(out, "        </ipxact:register>\n");
    }
    fprintf(
        out,
        "      </ipxact:addressBlock>\n      <ipxact:addressUnitBits>8</ipxact:addressUnitBits>\n"
        "    </ipxact:memoryMap>\n  </ipxact:memoryMaps>\n</ipxact:component>\n");
}
