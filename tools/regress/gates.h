/* gates.h - the golden file of a suite: figures that a case or a design must reproduce. */
#ifndef BAC_TOOLS_REGRESS_GATES_H
#define BAC_TOOLS_REGRESS_GATES_H

#include "regress.h"

enum { REGRESS_WORD = 512 };

typedef struct regress_gate {
    uint32_t line, section;
    char *figure;
    double value, tolerance;
    bool percent;
} regress_gate;

/* The gates of one case, or of one design (named NET/PLAN). */
typedef struct regress_section {
    uint32_t line, first, n; /* its gates are gate[first] .. gate[first + n - 1] */
    bool is_design;
    char *name;
} regress_section;

/* A line "tolerance FIGURE T": the tolerance for lines of that figure that state none. All fifo.*
 * count as one figure. */
typedef struct regress_tolerance {
    char *figure;
    double value;
    bool percent;
} regress_tolerance;

struct regress_gates {
    uint32_t n, n_sections, n_tolerances, n_order;
    regress_gate *gate;
    regress_section *section;
    regress_tolerance *tolerance;
    const regress_section **order; /* by kind and name */
};

/* The section of a case or design; NULL: the file has none. */
const regress_section *regress_gates_find(const regress_gates *g, bool is_design, const char *name);
/* Writes the name of a design, NET/PLAN. */
void regress_design_name(const suite *s, uint32_t design, char room[REGRESS_WORD]);

#endif
