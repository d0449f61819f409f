/* main.c - bac_registers FORM MAP.json: a register map as Verilog, C, SystemRDL, IP-XACT, Markdown or Python. */
#include "map.h"

#include <string.h>

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        map_printer *print;
    } forms[] = {{"verilog", map_verilog},   {"c", map_c},
                 {"rdl", map_rdl},           {"ipxact", map_ipxact},
                 {"markdown", map_markdown}, {"python", map_python}};
    map_printer *print = NULL;
    for (size_t i = 0; argc == 3 && i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].name, argv[1]) == 0)
            print = forms[i].print;
    if (!print) {
        fprintf(stderr, "usage: bac_registers verilog|c|rdl|ipxact|markdown|python MAP.json\n");
        return 2;
    }
    register_map map;
    char why[256];
    const bool bad = map_read(argv[2], &map, why);
    if (bad)
        fprintf(stderr, "%s: %s\n", argv[2], why);
    else
        print(stdout, &map);
    map_free(&map);
    if (!bad && fflush(stdout) != 0) {
        fprintf(stderr, "bac_registers: cannot write\n");
        return 3;
    }
    return bad ? 3 : 0;
}
