#include "dump.hpp"

#include <gtkwave/fstapi.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace cosim {
namespace {

// "data [7:0]" is "data[7:0]" to a reader of waves; here it is "data".
std::string plain(const fstHier &h) {
    const std::string name(h.u.var.name, h.u.var.name_length);
    return name.substr(0, name.find(' '));
}

// What a signal handler may use: memory that is there, and calls that POSIX allows it.
struct guarded {
    std::string line, part, hierarchy;
} unwritten;

void give_up(int) {
    const ssize_t written = write(STDERR_FILENO, unwritten.line.data(), unwritten.line.size());
    unlink(unwritten.part.c_str());
    unlink(unwritten.hierarchy.c_str());
    _exit(written < 0 ? 4 : 3); // 3: bad input, as main.cpp has it
}

const char *const too_full = ": could not be written whole: is the disk full?";

} // namespace

wave_guard::wave_guard(const std::string &path) {
    const std::string part = wave_temporary(path);
    unwritten = {"bac cosim: " + path + too_full + "\n", part, part + ".hier"};
    std::signal(SIGBUS, give_up);
    std::signal(SIGXFSZ, SIG_IGN); // a limit of the file's size is an error like any other
}

wave_guard::~wave_guard() {
    std::signal(SIGBUS, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
}

dump dump_read(const std::string &path) {
    const std::unique_ptr<void, decltype(&fstReaderClose)> file(fstReaderOpen(path.c_str()),
                                                                fstReaderClose);
    if (!file)
        throw std::runtime_error(path + ": no FST file, or not a whole one");
    dump d;
    d.end = fstReaderGetEndTime(file.get());
    std::string scope;
    while (const fstHier *h = fstReaderIterateHier(file.get())) {
        if (h->htyp == FST_HT_SCOPE)
            scope += std::string(h->u.scope.name) + ".";
        else if (h->htyp == FST_HT_UPSCOPE)
            scope.erase(scope.rfind('.', scope.size() - 2) + 1);
        else if (h->htyp == FST_HT_VAR)
            d.bits[scope + plain(*h)] = h->u.var.length;
    }
    return d;
}

std::string wave_temporary(const std::string &path) {
    return path + ".part" + std::to_string(getpid());
}

dump wave_publish(const std::string &path, uint64_t end_ns) {
    const std::string part = wave_temporary(path);
    try {
        dump d = dump_read(part);
        if (d.end < end_ns || d.bits.empty())
            throw std::runtime_error("");
        if (std::rename(part.c_str(), path.c_str()) != 0)
            throw std::runtime_error(path + ": cannot be made: " + std::strerror(errno));
        return d;
    } catch (const std::runtime_error &e) {
        unlink(part.c_str());
        unlink((part + ".hier").c_str());
        if (std::string(e.what()).rfind(path + ": cannot", 0) == 0)
            throw;
        throw std::runtime_error(path + too_full);
    }
}

} // namespace cosim
