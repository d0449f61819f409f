#include "places.h"

#include <string.h>
#include <unistd.h>

/* BAC_COSIM_*, BAC_INSTALL_* are set by sim/cosim/CMakeLists.txt. */

/* Finds PREFIX when this program is PREFIX/bin/bac. */
static bool find_prefix(char prefix[BAC_PATH_ROOM], bac_error *err) {
    char self[BAC_PATH_ROOM];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    bool bad = bac_path(prefix, err, "%s", self);
    for (int up = 0; up < 2 && strrchr(prefix, '/'); up++)
        *strrchr(prefix, '/') = '\0';
    return bad;
}

bool cosim_places_find(cosim_places *at, bac_error *err) {
    char prefix[BAC_PATH_ROOM], probe[BAC_PATH_ROOM];
    bool bad = find_prefix(prefix, err) ||
               bac_path(probe, err, "%s/" BAC_INSTALL_SHARE "/bind.cpp", prefix);
    bool installed = !bad && prefix[0] && cosim_exists(probe);
    struct {
        char *path;
        const char *installed, *built;
    } list[] = {
        {at->sources, BAC_INSTALL_SHARE, BAC_COSIM_SOURCES},
        {at->headers, BAC_INSTALL_INCLUDE, BAC_COSIM_HEADERS},
        {at->machine, BAC_INSTALL_INCLUDE "/bacsim", BAC_COSIM_MACHINE},
        {at->bench, BAC_INSTALL_LIB "/libbac_cosim.a", BAC_COSIM_BENCH},
        {at->pins, BAC_INSTALL_LIB "/libbac_cosim_pins.a", BAC_COSIM_PINS},
        {at->model, BAC_INSTALL_LIB "/libbac.a", BAC_COSIM_MODEL},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0] && !bad; i++) {
        bad = installed ? bac_path(list[i].path, err, "%s/%s", prefix, list[i].installed)
                        : bac_path(list[i].path, err, "%s", list[i].built);
        if (!bad && !cosim_exists(list[i].path))
            bad = bac_fail(err, BAC_ERR_IO, list[i].path,
                           "missing: co-simulation needs it beside bac");
    }
    return bad;
}
