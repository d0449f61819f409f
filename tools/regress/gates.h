/* gates.h - a golden file of a suite, read. */
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

/* Of a case, or of a design: NET/PLAN. */
typedef struct regress_section {
    uint32_t line, first, n; /* gates */
    bool is_design;
    char *name;
} regress_section;

/* tolerance FIGURE T: for lines of the figure that say none; fifo.* is one figure. */
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

/* NULL: the file does not know it. */
const regress_section *regress_gates_find(const regress_gates *g, bool is_design, const char *name);
/* NET/PLAN */
void regress_design_name(const suite *s, uint32_t design, char room[REGRESS_WORD]);

#endif
