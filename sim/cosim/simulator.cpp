// simulator.cpp : turns Verilator's messages into exceptions. Its runtime is compiled with
// VL_USER_WARN, VL_USER_FATAL, VL_USER_STOP and VL_USER_FINISH, so these functions replace its own.
// A missing memory image, by default only a warning, is then an error.
#include "top.hpp"

#include "verilated.h"

namespace {

[[noreturn]] void complain(const char *file, int line, const char *message) {
    std::string text;
    if (file && file[0]) {
        text = file;
        if (line > 0)
            text += ":" + std::to_string(line);
        text += ": ";
    }
    throw cosim::simulator_error(text + message);
}

} // namespace

void vl_warn(const char *file, int line, const char *, const char *message) {
    complain(file, line, message);
}

void vl_fatal(const char *file, int line, const char *, const char *message) {
    complain(file, line, message);
}

void vl_stop(const char *file, int line, const char *) {
    complain(file, line, "$stop");
}

void vl_finish(const char *file, int line, const char *) {
    complain(file, line, "$finish");
}
