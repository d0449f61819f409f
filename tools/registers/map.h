/* map.h - a register map as rtl/wrap/registers.json describes it, and the forms that it is printed in. */
#ifndef BAC_REGISTER_MAP_H
#define BAC_REGISTER_MAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { MAP_REGISTERS = 64, MAP_FIELDS = 16 };

typedef struct map_field {
    const char *name, *about;
    const char *access; /* the register's, where the field states none */
    uint32_t lsb, bits;
} map_field;

typedef struct map_register {
    const char *name, *about;
    const char *access;    /* ro; rw; w1c: one clears; wo: reads as something else */
    const char *parameter; /* how many of `count` words there are; NULL: all */
    uint32_t offset;       /* bytes */
    uint32_t count;        /* words side by side */
    uint32_t reset;
    uint32_t n_fields;
    map_field field[MAP_FIELDS];
} map_register;

typedef struct register_map {
    const char *name, *about, *version;
    uint32_t bytes;
    uint32_t n;
    map_register reg[MAP_REGISTERS];
    void *json; /* keeps the texts */
} register_map;

/* Whether it failed; then *why says where and what. */
bool map_read(const char *path, register_map *map, char why[256]);
void map_free(register_map *map);

typedef void map_printer(FILE *out, const register_map *map);
map_printer map_verilog;  /* localparams, and which addresses there are: in bac_registers.v */
map_printer map_c;        /* a header without dependencies */
map_printer map_rdl;      /* SystemRDL 2.0 */
map_printer map_ipxact;   /* IP-XACT, IEEE 1685-2014: a memory map */
map_printer map_markdown; /* the tables of docs/registers.md */
map_printer map_python;   /* names, offsets and fields */

#endif
