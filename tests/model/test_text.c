/* test_text.c - what readers of text share: the nearest name, control bytes, ends of words; and the words of a verdict.
 */
#define _GNU_SOURCE /* posix_openpt */
#include "read_text.h"
#include "verdict.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

typedef struct row {
    const char *name;
    int number;
} row;

static void nearest(const char *word, const char *expected) {
    static const row names[] = {
        {"alpine", 1}, {"alpha", 2}, {"alps", 3}, {"samples", 4}, {NULL, 5}};
    const char *near = bac_word_nearest(word, names, sizeof *names);
    cr_assert(expected ? near && strcmp(near, expected) == 0 : !near, "%s: %s", word,
              near ? near : "none");
}

/* The first of the nearest, with at most a third of the letters and one wrong. */
Test(bac_text, the_nearest_name) {
    nearest("alpine", "alpine");
    nearest("alpin", "alpine");
    nearest("aplha", "alpha");
    nearest("alphas", "alpha");
    nearest("alp", "alps");
    nearest("samlpes", "samples");
    nearest("smples", "samples");
    nearest("sampless", "samples");
    nearest("sammmples", "samples");
    nearest("sammmmmples", "samples");
    nearest("ammmmmple", NULL);
    nearest("x", NULL);
    nearest("", NULL);
    nearest("zzzzzzzzzzz", NULL);
}

Test(bac_text, control_bytes) {
    static const char text[] = "a\tb \x7f\x01", accent[] = "\xc3\xa9";
    cr_assert_eq(bac_control_byte(text, text + 6), text + 4);
    cr_assert_null(bac_control_byte(text, text + 4), "a tab is none");
    cr_assert_eq(bac_control_byte(text + 5, text + 6), text + 5);
    cr_assert_null(bac_control_byte(text, text));
    cr_assert_null(bac_control_byte(accent, accent + 2));
}

Test(bac_text, ends_and_cut_words) {
    char word[4];
    const char *text = "  abcd e", *at = text;
    cr_assert(bac_ends_with("a_tdata", "_tdata") && bac_ends_with("x", "") &&
              bac_ends_with("_t", "_t"));
    cr_assert_not(bac_ends_with("data", "_tdata"));
    cr_assert_not(bac_ends_with("a_tdata_", "_tdata"));
    cr_assert_eq(bac_cut_word(&at, text + 8, word, sizeof word), 4);
    cr_assert_eq(at, text + 2, "a word that does not fit is not taken");
    at = text + 6;
    cr_assert_eq(bac_cut_word(&at, text + 8, word, sizeof word), 1);
    cr_assert_str_eq(word, "e");
    cr_assert_eq(at, text + 8);
    cr_assert_eq(bac_shown(text, text + 8, 8), 8);
    cr_assert_eq(bac_shown(text, text + 8, 7), 7);
    cr_assert_eq(bac_shown(text, text + 8, 9), 8);
}

/* Colours are for a terminal, and only where they are wanted. */
Test(bac_text, verdicts_are_coloured_on_a_terminal) {
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    const int terminal = open(ptsname(master), O_RDWR | O_NOCTTY),
              file = open("/dev/null", O_WRONLY);
    cr_assert(terminal >= 0 && file >= 0);
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    cr_assert_str_eq(bac_verdict(true, terminal), "\033[1;32mPASS\033[0m");
    cr_assert_str_eq(bac_verdict(false, terminal), "\033[1;31mFAIL\033[0m");
    cr_assert_str_eq(bac_verdict(true, file), "PASS");
    cr_assert_str_eq(bac_verdict(false, file), "FAIL");
    setenv("NO_COLOR", "", 1);
    cr_assert_str_eq(bac_verdict(true, terminal), "\033[1;32mPASS\033[0m",
                     "an empty NO_COLOR is none");
    setenv("NO_COLOR", "1", 1);
    cr_assert_str_eq(bac_verdict(true, terminal), "PASS");
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    cr_assert_str_eq(bac_verdict(false, terminal), "FAIL");
    unsetenv("TERM");
    cr_assert_str_eq(bac_verdict(false, terminal), "FAIL");
    close(file);
    close(terminal);
    close(master);
}
