#include "tool.h"

#include "out_file.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bac_error tool_error;

int tool_fail(void) {
    fprintf(stderr, "bac %s: %s%s%s\n", args_name(), tool_error.where,
            tool_error.where[0] ? ": " : "", tool_error.text);
    return EXIT_INPUT;
}

int tool_refuse(const char *where, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bac_vfail(&tool_error, BAC_ERR_INPUT, where, format, arguments);
    va_end(arguments);
    return tool_fail();
}

void tool_real(double value, char text[TOOL_REAL_SIZE]) {
    int digits = 1; /* significant ones; 17 always suffice for binary64 */
    do
        snprintf(text, TOOL_REAL_SIZE, "%.*e", digits - 1, value);
    while (strtod(text, NULL) != value && ++digits <= 17);
    const char *e = strchr(text, 'e');
    if (!e)
        return; /* nan or inf, which JSON cannot express and no caller passes */
    int exponent = atoi(e + 1);
    if (exponent < -4 || exponent >= 16)
        return;
    int decimals = digits - 1 - exponent;
    snprintf(text, TOOL_REAL_SIZE, "%.*f", decimals > 1 ? decimals : 1, value);
}

json_t *tool_json_number(double value) {
    if (value == floor(value) && fabs(value) <= 9007199254740992.0)
        return json_integer((json_int_t)value);
    return json_real(value);
}

static int write_text(const char *text, size_t size, void *user) {
    return fwrite(text, 1, size, user) == size ? 0 : -1;
}

/* Prints scalars of an array on one line, so that a list of predictions stays short. */
static void print_json(FILE *out, const json_t *value, int depth) {
    if (json_is_object(value)) {
        const char *separator = "{\n";
        const char *key;
        json_t *item;
        json_object_foreach((json_t *)value, key, item) {
            json_t *name = json_string(key);
            fprintf(out, "%s%*s", separator, 2 * depth + 2, "");
            json_dump_callback(name, write_text, out, JSON_ENCODE_ANY);
            json_decref(name);
            fputs(": ", out);
            print_json(out, item, depth + 1);
            separator = ",\n";
        }
        if (json_object_size(value) == 0)
            fputs("{}", out);
        else
            fprintf(out, "\n%*s}", 2 * depth, "");
    } else if (json_is_array(value)) {
        fputc('[', out);
        for (size_t i = 0; i < json_array_size(value); i++) {
            const json_t *item = json_array_get(value, i);
            if (json_is_object(item))
                fprintf(out, "%s\n%*s", i ? "," : "", 2 * depth + 2, "");
            else if (i)
                fputs(", ", out);
            print_json(out, item, depth + 1);
        }
        fputc(']', out);
    } else if (json_is_real(value)) {
        char text[TOOL_REAL_SIZE];
        tool_real(json_real_value(value), text);
        fputs(text, out);
    } else {
        json_dump_callback(value, write_text, out, JSON_ENCODE_ANY);
    }
}

static FILE *json_out; /* NULL: stdout */

void tool_json_alone(void) {
    fflush(stdout);
    const int out = dup(STDOUT_FILENO);
    json_out = out < 0 ? NULL : fdopen(out, "w");
    if (json_out)
        dup2(STDERR_FILENO, STDOUT_FILENO);
}

int tool_json_print(json_t *root) {
    if (!root) {
        fprintf(stderr, "bac %s: out of memory, or a figure that JSON cannot hold\n", args_name());
        return EXIT_INPUT;
    }
    FILE *out = json_out ? json_out : stdout;
    print_json(out, root, 0);
    fputc('\n', out);
    fflush(out);
    json_decref(root);
    return EXIT_OK;
}

bac_status tool_json_write(json_t *root, const char *path, bac_error *err) {
    bac_page page;
    if (root && bac_page_open(&page)) {
        print_json(page.file, root, 0);
        fputc('\n', page.file);
    }
    bac_status status = root ? bac_page_close(&page, false, path, err)
                             : bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    json_decref(root);
    return status;
}

json_t *tool_forms_json(const uint64_t channels[BAC_FORM_COUNT]) {
    json_t *forms = json_object();
    for (int f = 0; f < BAC_FORM_COUNT; f++)
        json_object_set_new(forms, bac_form_name((bac_form)f),
                            json_integer((json_int_t)channels[f]));
    return forms;
}

void tool_forms_print(const uint64_t channels[BAC_FORM_COUNT]) {
    for (int f = 0; f < BAC_FORM_COUNT; f++)
        if (channels[f])
            printf(" %llu %s", (unsigned long long)channels[f], bac_form_name((bac_form)f));
}

const char *tool_class(const bac_net *net, uint32_t index, char text[TOOL_CLASS_SIZE]) {
    const char *name = bac_net_class(net, index);
    if (name)
        snprintf(text, TOOL_CLASS_SIZE, "%.63s", name);
    else
        snprintf(text, TOOL_CLASS_SIZE, "%u", index);
    return text;
}

void tool_put_word(FILE *out, const char *text) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./:,@%";
    if (text[0] && text[strspn(text, plain)] == '\0') {
        fprintf(out, " %s", text);
        return;
    }
    fputs(" '", out);
    for (const char *p = text; *p; p++)
        *p == '\'' ? fputs("'\\''", out) : fputc(*p, out);
    fputc('\'', out);
}

static volatile sig_atomic_t interrupted;

static void on_signal(int number) {
    interrupted = number;
}

void tool_catch_interrupts(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int tool_interrupted(void) {
    return interrupted;
}
