// dump.hpp : a finished FST file read back: the names in it, and whether it is whole.
#ifndef COSIM_DUMP_HPP
#define COSIM_DUMP_HPP

#include <cstdint>
#include <string>
#include <unordered_map>

namespace cosim {

struct dump {
    std::unordered_map<std::string, uint32_t> bits; // by TOP.bac_top.clk: its width
    uint64_t end = 0;                               // the last time, ns
};

// Throws std::runtime_error if the file cannot be read.
dump dump_read(const std::string &path);

// Waves are written under another name, and get theirs when they are known to be whole.
std::string wave_temporary(const std::string &path);
// While it lives, a disk that is full while waves are written (GTKWave's writer maps its files, and is then
// ended by SIGBUS) ends the program with a line, and leaves nothing behind.
class wave_guard {
  public:
    explicit wave_guard(const std::string &path);
    ~wave_guard();
    wave_guard(const wave_guard &) = delete;
    wave_guard &operator=(const wave_guard &) = delete;
};
// Throws, and leaves nothing behind, if they do not reach `end_ns`. Returns what they hold.
dump wave_publish(const std::string &path, uint64_t end_ns);

} // namespace cosim
#endif
