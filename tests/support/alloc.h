/* alloc.h - counts and fails the library's allocations; the linker sends them here (--wrap). */
#ifndef BAC_ALLOC_H
#define BAC_ALLOC_H

#include <stddef.h>

size_t alloc_count(void); /* since the program started */

/* The n-th allocation from now on (0 is the next) and all after it fail; alloc_fail_never ends
 * that and tells whether one was refused. */
void alloc_fail_from(size_t n);
int alloc_fail_never(void);

#endif
