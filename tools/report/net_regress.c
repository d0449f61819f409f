/* net_regress.c - prints the results of a regression about this network with this plan. */
#include "net_page.h"

#include <inttypes.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* The names of this network and plan in the regression; false: it has none of them. */
static bool find_design(const net_page *p, const char **net, const char **plan) {
    size_t i;
    const json_t *d;
    json_array_foreach(json_object_get(p->results, "designs"), i, d) {
        if (strcmp(text_of(d, "net_sha256"), p->net_hash) != 0 ||
            strcmp(text_of(d, "plan_sha256"), p->plan_hash) != 0)
            continue;
        *net = text_of(d, "net");
        *plan = text_of(d, "plan");
        return true;
    }
    return false;
}

static void put_case(const net_page *p, const json_t *c) {
    json_int_t first = 0, last = 0;
    const json_t *figures = json_object_get(c, "figures"), *reasons = json_object_get(c, "reasons");
    json_unpack((json_t *)c, "{s:[I, I]}", "range", &first, &last);
    html_row_begin(p->out);
    html_cell(p->out, "%s", text_of(c, "verdict"));
    html_cell(p->out, "%s %" JSON_INTEGER_FORMAT ":%" JSON_INTEGER_FORMAT, text_of(c, "frames"),
              first, last);
    html_cell(p->out, "%s", text_of(c, "stall"));
    html_cell(p->out, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(c, "seed")));
    html_cell(p->out, "%" JSON_INTEGER_FORMAT,
              json_integer_value(json_object_get(figures, "values")));
    html_cell(p->out, "%" JSON_INTEGER_FORMAT,
              json_integer_value(json_object_get(figures, "clocks")));
    html_cell(p->out, "%s",
              json_array_size(reasons) ? json_string_value(json_array_get(reasons, 0)) : " ");
    html_row_end(p->out);
}

void net_page_regress(const net_page *p) {
    static const char *const titles[] = {"verdict", "frames",  "stall", ">seed",
                                         ">values", ">clocks", "",      NULL};
    const char *net, *plan;
    size_t i;
    const json_t *c;
    uint64_t n = 0, passed = 0;
    html_chapter_begin(p->out, &net_chapters[NET_VERIFIED]);
    if (!find_design(p, &net, &plan)) {
        html_say(p->out,
                 "The regression in %s has no case of this network by this plan: nothing here is "
                 "verified by it.",
                 p->regress_dir);
        return;
    }
    const json_t *list = json_object_get(p->results, "list");
    json_array_foreach(list, i, c) {
        const bool ours =
            strcmp(text_of(c, "net"), net) == 0 && strcmp(text_of(c, "plan"), plan) == 0;
        n += ours;
        passed += ours && strcmp(text_of(c, "verdict"), "passed") == 0;
    }
    html_tiles_begin(p->out);
    html_tile(p->out, n > 0 && passed == n, n > 0 && passed == n ? "PASS" : "FAIL",
              "co-simulation of the Verilog: values, protocol, time, lockstep");
    char text[48];
    snprintf(text, sizeof text, "%" PRIu64 " of %" PRIu64, passed, n);
    html_tile(p->out, -1, text, "cases passed");
    html_tiles_end(p->out);
    html_say(p->out,
             "Suite %s, %s. values: compared with the integer model; clocks: in which every "
             "handshake of every stream was compared with the cycle simulator.",
             text_of(p->results, "suite"), text_of(p->times, "ended"));
    html_table_begin(p->out, titles);
    json_array_foreach(list, i, c) if (strcmp(text_of(c, "net"), net) == 0 &&
                                       strcmp(text_of(c, "plan"), plan) == 0) put_case(p, c);
    html_table_end(p->out);
}
