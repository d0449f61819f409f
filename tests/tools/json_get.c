/* json_get [KEY|INDEX]... < FILE: prints the value found on that path, compact; scalars as JSON
 * writes them, strings without quotes. Exit 1 when stdin is not one JSON text or the path leads
 * nowhere. An independent reader of what `bac --json` prints. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    json_error_t error;
    json_t *root = json_loadf(stdin, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        fprintf(stderr, "json_get: line %d: %s\n", error.line, error.text);
        return 1;
    }
    const json_t *value = root;
    for (int i = 1; i < argc && value; i++)
        value = json_is_array(value) ? json_array_get(value, strtoul(argv[i], NULL, 10))
                                     : json_object_get(value, argv[i]);
    if (!value)
        fprintf(stderr, "json_get: there is no such path\n");
    else if (json_is_string(value))
        puts(json_string_value(value));
    else if (json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17)) ==
             0)
        putchar('\n');
    int status = value ? 0 : 1;
    json_decref(root);
    return status;
}
