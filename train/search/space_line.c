/* space_line.c - the words of a line of a space, and its error messages. */
#include "read_text.h"
#include "space.h"

#include <stdarg.h>

bac_status bac_space_fail(const bac_space_line *line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    bac_vfail(line->err, BAC_ERR_INPUT, line->where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

bac_status bac_space_word(bac_space_line *l, char *word, size_t room) {
    if (bac_cut_word(&l->at, l->end, word, room) >= room)
        return bac_space_fail(l, "the word '%.*s...' is too long", bac_shown(l->at, l->end, 40),
                              l->at);
    bac_trim(&l->at, &l->end);
    return BAC_OK;
}
