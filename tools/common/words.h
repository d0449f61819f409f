/* words.h - prints the option tables as shell completions and as man pages. */
#ifndef BAC_TOOLS_WORDS_H
#define BAC_TOOLS_WORDS_H

#include "args.h"

/* Prints the completion of bac for `shell`, bash or zsh. False: another shell. */
bool words_complete(const char *shell, const args_verb *const *verbs, size_t n);
/* Prints the man page of one verb, or, with verb NULL, that of bac. */
void words_man(const args_verb *verb, const args_verb *const *verbs, size_t n);

#endif
