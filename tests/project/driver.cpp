// driver.cpp CLASSES FRAME HASH : the C driver on a verilated bac_ip that plays the golden frames beside it. The block must
// have AXI4-Lite and give margins: a class in the low byte of a result, the margin above it.
#include "Vbac_ip.h"
#include "bac_driver.h"
#include "bac_registers.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

static Vbac_ip block;
static std::vector<unsigned> input, result; // golden beats
static size_t offered, end_of_input, came;  // beats
static bool wrong_last, silent;
static int bad;

#define CHECK(what)                                                                                \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            std::printf("FAIL line %d: %s\n", __LINE__, #what);                                    \
            bad++;                                                                                 \
        }                                                                                          \
    } while (0)

static unsigned frame_beats = 1;

// One clock: the input offers what is left of the golden frames, the output is always taken.
static void tick() {
    const bool more = offered < end_of_input;
    block.s_axis_tvalid = more;
    if (more) {
        block.s_axis_tdata = input[offered % input.size()];
        block.s_axis_tlast = (offered % frame_beats == frame_beats - 1) !=
                             (wrong_last && offered % frame_beats == 1);
    }
    block.eval();
    const bool sent = more && block.s_axis_tready, taken = block.m_axis_tvalid && block.aresetn;
    if (taken) {
        if (block.m_axis_tdata != result[came % result.size()]) {
            std::printf("FAIL result %zu: %x, expected %x\n", came,
                        static_cast<unsigned>(block.m_axis_tdata), result[came % result.size()]);
            bad++;
        }
        came++;
    }
    block.aclk = 1;
    block.eval();
    block.aclk = 0;
    block.eval();
    offered += sent;
}

extern "C" uint32_t bac_driver_read(const bac_driver *driver, uint32_t offset) {
    if (driver->base != 0x40000000 || silent) // another address: nothing answers there
        return 0;
    block.s_axi_araddr = offset;
    block.s_axi_arvalid = 1;
    block.eval();
    while (!block.s_axi_arready)
        tick();
    tick();
    block.s_axi_arvalid = 0;
    while (!block.s_axi_rvalid)
        tick();
    const uint32_t value = block.s_axi_rdata;
    CHECK(block.s_axi_rresp == 0);
    block.s_axi_rready = 1;
    tick();
    block.s_axi_rready = 0;
    return value;
}

extern "C" void bac_driver_write(const bac_driver *driver, uint32_t offset, uint32_t value) {
    (void)driver;
    block.s_axi_awaddr = offset;
    block.s_axi_wdata = value;
    block.s_axi_wstrb = 15;
    block.s_axi_awvalid = block.s_axi_wvalid = 1;
    while (block.s_axi_awvalid || block.s_axi_wvalid) {
        block.eval();
        const bool address = block.s_axi_awready, data = block.s_axi_wready;
        tick();
        if (address)
            block.s_axi_awvalid = 0;
        if (data)
            block.s_axi_wvalid = 0;
    }
    while (!block.s_axi_bvalid)
        tick();
    CHECK(block.s_axi_bresp == 0);
    block.s_axi_bready = 1;
    tick();
    block.s_axi_bready = 0;
}

// A word is two beats of the tiny network: the source's next ones.
extern "C" void bac_driver_stream(uintptr_t port, const uint32_t *words, uint32_t n) {
    CHECK(port == 0x40010000);
    for (uint32_t i = 0; i < n; i++, end_of_input += 2)
        CHECK(words[i] == (input[end_of_input % input.size()] |
                           input[(end_of_input + 1) % input.size()] << 16));
    while (offered < end_of_input)
        tick();
}

static std::vector<unsigned> read_hex(const char *path) {
    std::vector<unsigned> words;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (line[0] != '/')
            words.push_back(static_cast<unsigned>(std::stoul(line, nullptr, 16)));
    return words;
}

static void run_frames(size_t frames) {
    end_of_input += frames * frame_beats;
    for (int i = 0; i < 1000000 && came < end_of_input / frame_beats; i++)
        tick();
    CHECK(came == end_of_input / frame_beats);
}

static void identity(const bac_driver *net, uint32_t classes, const char *text) {
    uint8_t hash[32];
    bac_driver_identity who;
    bac_driver other;
    for (int i = 0; i < 32; i++)
        hash[i] = static_cast<uint8_t>(std::stoul(std::string(text + 2 * i, 2), nullptr, 16));
    CHECK(bac_driver_open(&other, 0x50000000) == BAC_DRIVER_ABSENT);
    bac_driver_identify(net, &who);
    CHECK(who.version == BAC_REG_VERSION_RESET && who.samples == 1 && who.frame == frame_beats &&
          who.classes == classes);
    CHECK(bac_driver_is(net, hash));
    hash[31] ^= 1;
    CHECK(!bac_driver_is(net, hash));
}

static void counters(const bac_driver *net, uint32_t classes) {
    std::vector<uint32_t> wanted(classes + 1), got(classes + 1, 77);
    bac_driver_counters count;
    const size_t frames = result.size();
    bac_driver_count(net, &count);
    CHECK(count.frames == 0 && count.latency_min == 0xffffffff && count.latency_max == 0);
    for (size_t f = 0; f < frames; f++) {
        run_frames(1);
        CHECK(bac_driver_class(net) == (result[f] & 255));
        CHECK(bac_driver_margin(net) == result[f] >> 8);
        wanted[result[f] & 255]++;
    }
    bac_driver_count(net, &count);
    CHECK(count.frames == frames && count.latency_min <= count.latency_last &&
          count.latency_last <= count.latency_max);
    CHECK(count.latency_min > 0 && count.latency_max < 10000);
    bac_driver_histogram(net, got.data(), classes + 1); // one more than there are
    CHECK(got == wanted);
}

static void control(const bac_driver *net, uint32_t classes) {
    const size_t before = offered;
    bac_driver_counters count;
    bac_driver_hold(net, 1);
    end_of_input += frame_beats;
    for (int i = 0; i < 500; i++)
        tick();
    CHECK(offered == before); // the first beat waits
    CHECK(bac_driver_status(net) == BAC_REG_STATUS_STALLED);
    bac_driver_count(net, &count);
    CHECK(count.stall_clocks > 400);
    bac_driver_hold(net, 0);
    run_frames(0);
    bac_driver_clear(net, BAC_REG_STATUS_STALLED);
    CHECK(bac_driver_status(net) == 0);

    wrong_last = true;
    run_frames(1);
    wrong_last = false;
    CHECK(bac_driver_status(net) == BAC_REG_STATUS_LAST_ERROR);
    CHECK(bac_driver_reset(net, 1000) == BAC_DRIVER_OK);
    CHECK(bac_driver_status(net) == 0);
    bac_driver_count(net, &count);
    CHECK(count.frames == 0 && count.stall_clocks == 0);
    offered = end_of_input = came = 0;
    run_frames(2);
    std::vector<uint32_t> words;
    for (size_t beat = end_of_input; beat < end_of_input + frame_beats; beat += 2)
        words.push_back(input[beat % input.size()] | input[(beat + 1) % input.size()] << 16);
    const uint32_t n = static_cast<uint32_t>(words.size());
    CHECK(bac_driver_send(net, 0x40010000, words.data(), n) == BAC_DRIVER_OK);
    run_frames(0);
    bac_driver_count(net, &count);
    CHECK(count.frames == 3);
    std::vector<uint32_t> histogram(classes);
    uint32_t sum = 0;
    bac_driver_histogram(net, histogram.data(), classes);
    for (uint32_t n : histogram)
        sum += n;
    CHECK(sum == 3);
    bac_driver_hold(net, 1);
    CHECK(bac_driver_send(net, 0x40010000, words.data(), n) == BAC_DRIVER_HELD);
    CHECK(bac_driver_reset(net, 1000) == BAC_DRIVER_OK);
    CHECK(bac_driver_read(net, BAC_REG_CONTROL) ==
          BAC_REG_CONTROL_HOLD); // a reset leaves it as it is
    bac_driver_hold(net, 0);
    CHECK(bac_driver_reset(net, 0) == BAC_DRIVER_TIMEOUT); // nobody has looked
}

int main(int argc, char **argv) {
    if (argc != 4)
        return 2;
    const uint32_t classes = static_cast<uint32_t>(std::atoi(argv[1]));
    frame_beats = static_cast<unsigned>(std::atoi(argv[2]));
    input = read_hex("golden_input.hex");
    result = read_hex("golden_result.hex");
    block.s_axis_tkeep = 3;
    block.m_axis_tready = 1;
    for (int i = 0; i < 400; i++) {
        block.aresetn = i >= 8;
        tick();
    }
    bac_driver net;
    CHECK(bac_driver_open(&net, 0x40000000) == BAC_DRIVER_OK);
    identity(&net, classes, argv[3]);
    counters(&net, classes);
    control(&net, classes);
    if (!bad)
        std::printf("PASS %zu frames\n", result.size());
    return bad != 0;
}
