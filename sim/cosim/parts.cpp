#include "parts.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cosim {
namespace {

// What a process writes: a ticker::step_mark a frame, then one of these and bytes until the end.
constexpr char result_mark = 'R', error_mark = 'E';

struct process {
    part frames;
    pid_t pid = -1;
    int pipe = -1;
    bool told = false; // its mark has come
    char mark = 0;
    std::string bytes; // behind it
};

void write_all(int fd, const std::string &text) {
    for (size_t done = 0; done < text.size();) {
        const ssize_t n = write(fd, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return; // who should read it is gone, or says that too little came
        done += static_cast<size_t>(n);
    }
}

[[noreturn]] void child(const part &frames, int pipe, pid_t parent, const part_run &run) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) // it has gone before the line above
        _exit(1);
    std::string text;
    try {
        ticker tick(frames.last - frames.first, pipe);
        text = result_mark + findings_pack(run(frames, tick));
    } catch (const std::exception &e) {
        text = error_mark + std::string(e.what());
    }
    write_all(pipe, text);
    std::fflush(nullptr);
    _exit(0); // the parent's files and SystemC are not ours to close
}

void start(process &p, const part_run &run) {
    int ends[2];
    std::fflush(nullptr);
    if (pipe(ends) != 0)
        throw std::runtime_error(std::string("no pipe: ") + std::strerror(errno));
    const pid_t parent = getpid();
    p.pid = fork();
    if (p.pid == 0) {
        close(ends[0]);
        child(p.frames, ends[1], parent, run);
    }
    close(ends[1]);
    p.pipe = ends[0];
    if (p.pid < 0)
        throw std::runtime_error(std::string("no process: ") + std::strerror(errno));
}

// What has come; false at its end.
bool receive(process &p, ticker &tick) {
    char buffer[4096];
    const ssize_t n = read(p.pipe, buffer, sizeof buffer);
    if (n < 0)
        return errno == EINTR;
    const char *at = buffer, *end = buffer + n;
    for (; at < end && !p.told; at++) {
        if (*at == ticker::step_mark) {
            tick.step();
        } else {
            p.told = true;
            p.mark = *at;
        }
    }
    p.bytes.append(at, end);
    return n > 0;
}

void end(process &p) {
    if (p.pipe >= 0)
        close(p.pipe);
    p.pipe = -1;
    if (p.pid > 0)
        waitpid(p.pid, nullptr, 0);
    p.pid = -1;
}

// Ends whatever still runs, however the block is left.
struct processes {
    std::vector<process> all;
    ~processes() { stop(0); }
    void stop(size_t from) {
        for (size_t i = from; i < all.size(); i++) {
            if (all[i].pid > 0)
                kill(all[i].pid, SIGKILL);
            end(all[i]);
        }
    }
};

findings result(const process &p) {
    if (p.mark == error_mark)
        throw std::runtime_error(p.bytes);
    if (p.mark != result_mark)
        throw std::runtime_error("the process of frames " + std::to_string(p.frames.first) + ":" +
                                 std::to_string(p.frames.last) + " has ended without findings");
    return findings_unpack(p.bytes);
}

std::vector<pollfd> waiting(const std::vector<process> &all) {
    std::vector<pollfd> list;
    for (const process &p : all)
        list.push_back({p.pipe, POLLIN, 0}); // a negative one is passed over
    return list;
}

void shift(std::optional<finding> &f, uint64_t cycles) {
    if (f && f->cycle != finding::never)
        f->cycle += cycles;
}

template <class T> void append(T &all, const T &more) {
    all.insert(all.end(), more.begin(), more.end());
}

void join(range &all, const range &more) {
    all.lo = std::min(all.lo, more.lo);
    all.hi = std::max(all.hi, more.hi);
}

void join(gaps &all, const gaps &more) {
    all.n += more.n;
    all.clocks += more.clocks;
}

void join_protocol(findings &all, const findings &more) {
    all.protocol_errors += more.protocol_errors;
    for (const finding &f : more.protocol) {
        const auto same = [&](const finding &g) { return g.at.name == f.at.name; };
        if (std::count_if(all.protocol.begin(), all.protocol.end(), same) < 2 &&
            all.protocol.size() < findings::most_protocol)
            all.protocol.push_back(f);
    }
}

void join_links(findings &all, const findings &more) {
    if (all.links.empty())
        all.links = more.links;
    else
        for (size_t k = 0; k < all.links.size() && k < more.links.size(); k++) {
            link_activity &a = all.links[k];
            const link_activity &b = more.links[k];
            a.beats += b.beats;
            a.stalled += b.stalled;
            a.starved += b.starved;
            a.mismatches += b.mismatches;
        }
    if (all.parted)
        all.fifos.clear();
    else if (all.fifos.empty())
        all.fifos = more.fifos;
    else
        for (size_t k = 0; k < all.fifos.size() && k < more.fifos.size(); k++)
            all.fifos[k].most = std::max(all.fifos[k].most, more.fifos[k].most);
}

} // namespace

std::vector<part> parts_of(uint64_t first, uint64_t last, uint64_t jobs, uint32_t unpaced) {
    const uint64_t frames = last - first;
    const uint64_t n = std::max<uint64_t>(1, std::min(jobs, frames / (unpaced + 2)));
    std::vector<part> parts;
    for (uint64_t i = 0; i < n; i++) {
        const uint64_t more = frames % n;
        const uint64_t begin = i * (frames / n) + std::min(i, more);
        parts.push_back({first + begin, first + begin + frames / n + (i < more)});
    }
    return parts;
}

void findings_join(findings &all, findings more) {
    const uint64_t before = all.cycles; // the clocks of the parts follow each other
    for (std::optional<finding> *f : {&more.first, &more.parted, &more.stuck})
        shift(*f, before);
    for (finding &f : more.protocol)
        f.cycle += before;
    for (uint64_t &cycle : more.began)
        cycle += before;
    if (all.parts.empty()) {
        all.first_frame = more.first_frame;
        all.filling_frames = more.filling_frames;
        all.early_frames = more.early_frames;
        all.lockstep_links = more.lockstep_links;
        all.streams = more.streams;
    }
    all.parts.push_back(more.first_frame);
    append(all.began, more.began);
    all.frames_offered += more.frames_offered;
    all.frames_done += more.frames_done;
    all.values += more.values;
    all.mismatches += more.mismatches;
    if (!all.first)
        all.first = more.first;
    join_protocol(all, more);
    if (!all.parted) { // one machine compares no further either
        all.lockstep_clocks += more.lockstep_clocks;
        all.parted = more.parted;
    }
    all.stuck = more.stuck;
    all.deadlock = more.deadlock;
    all.simulator = more.simulator;
    all.paced += more.paced;
    join(all.all_gaps, more.all_gaps);
    join(all.paced_gaps, more.paced_gaps);
    join(all.paced_first, more.paced_first);
    join(all.paced_last, more.paced_last);
    append(all.filling, more.filling);
    append(all.ending, more.ending);
    all.cycles += more.cycles;
    all.seconds += more.seconds;
    join_links(all, more);
}

findings parts_run(const std::vector<part> &parts, const part_run &run) {
    processes running;
    uint64_t frames = 0;
    for (const part &p : parts) {
        frames += p.last - p.first;
        process made;
        made.frames = p;
        running.all.push_back(std::move(made));
    }
    ticker tick(frames);
    for (process &p : running.all)
        start(p, run);
    findings all;
    for (size_t next = 0; next < parts.size();) {
        std::vector<pollfd> list = waiting(running.all);
        if (poll(list.data(), list.size(), -1) < 0 && errno != EINTR)
            throw std::runtime_error(std::string("poll: ") + std::strerror(errno));
        for (size_t i = 0; i < list.size(); i++)
            if (list[i].revents && !receive(running.all[i], tick))
                end(running.all[i]);
        for (; next < parts.size() && running.all[next].pipe < 0; next++) {
            findings_join(all, result(running.all[next]));
            if (all.stopped())
                return all;
        }
    }
    return all;
}

} // namespace cosim
