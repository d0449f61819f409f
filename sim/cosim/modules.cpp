#include "modules.hpp"

namespace cosim {

frame_ptr frame_make(const bench &b, uint64_t frame) {
    auto r = std::make_shared<frame_record>();
    r->frame = frame;
    r->codes = b.codes + (frame - b.opt.first) * b.frame_size;
    return r;
}

frame_source::frame_source(sc_core::sc_module_name name, const bench &b)
    : sc_module(name), out("out"), b_(b) {
    SC_HAS_PROCESS(frame_source);
    SC_THREAD(run);
}

void frame_source::run() {
    for (uint64_t f = b_.opt.first; f < b_.opt.last; f++)
        out->put(frame_make(b_, f));
    out->put(frame_ptr());
}

dut::dut(sc_core::sc_module_name name, machine &m, findings &found)
    : sc_module(name), in("in"), out("out"), machine_(m), found_(found) {
    SC_HAS_PROCESS(dut);
    SC_THREAD(run);
}

// SystemC's time follows the clocks that the machine has run.
void dut::clocks() {
    const uint64_t n = machine_.cycle() - clocked_;
    clocked_ += n;
    wait(sc_core::sc_time(static_cast<double>(n * machine::period_ns), sc_core::SC_NS));
}

void dut::publish() {
    frame_ptr done;
    while (machine_.take(done))
        out->put(done);
}

void dut::run() {
    try {
        for (frame_ptr f; (f = in->get());) {
            const bool going = machine_.feed(std::move(f));
            clocks();
            publish();
            if (!going)
                break;
        }
        machine_.drain();
        clocks();
    } catch (const simulator_error &e) {
        found_.simulator = e.what();
    }
    publish();
    out->put(frame_ptr());
}

judge::judge(sc_core::sc_module_name name, scoreboard &board, findings &found, ticker &tick)
    : sc_module(name), in("in"), board_(board), found_(found), tick_(tick) {
    SC_HAS_PROCESS(judge);
    SC_THREAD(run);
}

void judge::run() {
    try {
        for (frame_ptr f; (f = in->get());) {
            board_.check(*f);
            tick_.step();
        }
    } catch (const std::exception &e) {
        found_.simulator = e.what();
    }
    sc_core::sc_stop();
}

void run_systemc(machine &m, scoreboard &board, findings &found, const bench &b) {
    sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
    tlm::tlm_fifo<frame_ptr> offered("offered", 2), finished("finished", 64);
    frame_source source("source", b);
    dut device("dut", m, found);
    judge verdict("judge", board, found, b.tick);
    source.out(offered);
    device.in(offered);
    device.out(finished);
    verdict.in(finished);
    sc_core::sc_start();
}

void run_plain(machine &m, scoreboard &board, findings &found, const bench &b) {
    frame_ptr done;
    auto judge_finished = [&] {
        while (m.take(done)) {
            board.check(*done);
            b.tick.step();
        }
    };
    try {
        for (uint64_t f = b.opt.first; f < b.opt.last; f++) {
            const bool going = m.feed(frame_make(b, f));
            judge_finished();
            if (!going)
                break;
        }
        m.drain();
        judge_finished();
    } catch (const simulator_error &e) {
        found.simulator = e.what();
    }
}

} // namespace cosim
