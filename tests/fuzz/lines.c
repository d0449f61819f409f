/* lines.c - a mutator for texts of lines and words (.bnet, plans, recipes, spaces, suites, traces).
 *
 * One of: a word becomes a number at a limit, a word of another place, or a number one off; a line is
 * doubled, removed or moved; or libFuzzer's own mutation of bytes. Deterministic from `seed`.
 */
#include "fuzz.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

typedef struct piece {
    size_t begin, size;
} piece;

/* A piece around a random place: between blanks (a word) or between ends of lines, the latter with its
 * end. */
static piece pick(const uint8_t *data, size_t size, bool line) {
    size_t at = fuzz_draw((uint32_t)size), end;
    while (at > 0 && !(line ? data[at - 1] == '\n' : isspace(data[at - 1]) != 0))
        at--;
    for (end = at; end < size && !(line ? data[end] == '\n' : isspace(data[end]) != 0);)
        end++;
    return (piece){at, end - at + (line && end < size)};
}

/* Replaces a piece by n bytes; the size stays if there is no room. */
static size_t replace(uint8_t *data, size_t size, size_t most, piece p, const void *bytes,
                      size_t n) {
    if (size - p.size + n > most)
        return size;
    memmove(data + p.begin + n, data + p.begin + p.size, size - p.begin - p.size);
    if (n)
        memcpy(data + p.begin, bytes, n);
    return size - p.size + n;
}

static size_t change_word(uint8_t *data, size_t size, size_t most) {
    static const char *const edge[] = {"0",
                                       "1",
                                       "-1",
                                       "2",
                                       "7",
                                       "8",
                                       "31",
                                       "32",
                                       "33",
                                       "63",
                                       "64",
                                       "127",
                                       "128",
                                       "255",
                                       "256",
                                       "1023",
                                       "1024",
                                       "32767",
                                       "32768",
                                       "-32768",
                                       "65535",
                                       "65536",
                                       "16777216",
                                       "2147483647",
                                       "2147483648",
                                       "-2147483648",
                                       "4294967295",
                                       "4294967296",
                                       "9223372036854775807",
                                       "18446744073709551616",
                                       "1e308",
                                       "1e-320",
                                       "nan",
                                       "inf",
                                       "0.5",
                                       ""};
    char text[64];
    const piece p = pick(data, size, false);
    const uint32_t how = fuzz_draw(3);
    if (how == 0) {
        const char *word = edge[fuzz_draw(sizeof edge / sizeof *edge)];
        return replace(data, size, most, p, word, strlen(word));
    }
    if (how == 1 && p.size > 0 && p.size < 20) {
        memcpy(text, data + p.begin, p.size);
        text[p.size] = '\0';
        char *end;
        const long long value = strtoll(text, &end, 10);
        if (end != text && *end == '\0') {
            const int n = snprintf(text, sizeof text, "%" PRId64,
                                   (int64_t)((uint64_t)value + (fuzz_draw(2) ? 1 : UINT64_MAX)));
            return replace(data, size, most, p, text, (size_t)n);
        }
    }
    const piece from = pick(data, size, false);
    uint8_t *copy = malloc(from.size + 1);
    FUZZ_CHECK(copy);
    memcpy(copy, data + from.begin, from.size);
    size = replace(data, size, most, p, copy, from.size);
    free(copy);
    return size;
}

static size_t change_line(uint8_t *data, size_t size, size_t most) {
    const piece p = pick(data, size, true);
    uint8_t *copy = malloc(p.size + 1);
    FUZZ_CHECK(copy);
    memcpy(copy, data + p.begin, p.size);
    const uint32_t how = fuzz_draw(3);
    if (how > 0) /* removed, or moved */
        size = replace(data, size, most, p, NULL, 0);
    if (how != 1 && size > 0) /* doubled, or moved */
        size = replace(data, size, most, (piece){pick(data, size, true).begin, 0}, copy, p.size);
    free(copy);
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed) {
    fuzz_seed(seed);
    for (uint32_t n = 1 + fuzz_draw(3); n > 0; n--) {
        const uint32_t how = size > 0 ? fuzz_draw(8) : 7;
        size = how < 4   ? change_word(data, size, most)
               : how < 6 ? change_line(data, size, most)
                         : LLVMFuzzerMutate(data, size, most);
    }
    return size;
}
