#include "link.h"

#include "common/tool.h"
#include "serial.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* z^16 + z^12 + z^5 + 1, the most significant bit first; rtl/board/bac_crc16.v */
static uint16_t sum_of(const uint8_t *bytes, size_t n) {
    uint16_t sum = 0xffff;
    for (size_t i = 0; i < n; i++) {
        sum = (uint16_t)(sum ^ bytes[i] << 8);
        for (int bit = 0; bit < 8; bit++)
            sum = (uint16_t)(sum & 0x8000 ? sum << 1 ^ 0x1021 : sum << 1);
    }
    return sum;
}

static uint64_t number_of(const uint8_t *bytes, size_t n) {
    uint64_t value = 0;
    for (size_t i = n; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

const char *board_status_text(uint8_t status) {
    static const char *const texts[] = {"good", "the check sum is wrong", "the frame was cut off",
                                        "bytes were lost", "not a command"};
    return status < sizeof texts / sizeof *texts ? texts[status] : "an unknown status";
}

/* ---- bytes */

/* Removes the first n bytes that came in. */
static void drop(board_link *link, size_t n) {
    link->n_in -= n;
    memmove(link->in, link->in + n, link->n_in);
}

/* Moves bytes once, waiting at most `seconds`. */
static bac_status move(board_link *link, double seconds, bac_error *err) {
    size_t sent, got;
    bac_status status =
        serial_move(link->fd, link->port, link->out, link->n_out, &sent, link->in + link->n_in,
                    BOARD_LINK_ROOM - link->n_in, &got, seconds, err);
    link->out += sent;
    link->n_out -= sent;
    link->n_in += got;
    if (sent + got > 0)
        link->moved = tool_seconds();
    return status;
}

void board_link_send(board_link *link, const uint8_t *bytes, size_t n) {
    link->out = bytes;
    link->n_out = n;
}

bool board_link_sent(const board_link *link) {
    return link->n_out == 0;
}

/* ---- who is there */

enum { IDENTITY = BAC_BOARD_IDENTITY + 2 }; /* with its sum */

/* True when the bytes received end in an identity; other bytes before it are dropped. */
static bool find_identity(board_link *link) {
    while (link->n_in >= IDENTITY) {
        if (link->in[0] == 'I' && sum_of(link->in, IDENTITY) == 0)
            return true;
        drop(link, 1);
    }
    return false;
}

static bac_status read_identity(board_link *link, bac_error *err) {
    const uint8_t *in = link->in;
    board_identity *id = &link->id;
    if (in[1] != BAC_BOARD_VERSION)
        return bac_fail(err, BAC_ERR_INPUT, link->port,
                        "the board speaks version %u of the protocol, this program version %d",
                        in[1], BAC_BOARD_VERSION);
    id->T = (uint32_t)number_of(in + 2, 4);
    id->C = (uint32_t)number_of(in + 6, 2);
    id->code_bytes = in[8];
    id->classes = (uint32_t)number_of(in + 9, 2);
    id->class_bytes = in[11];
    id->margin_bytes = in[12];
    memcpy(id->hash, in + 13, sizeof id->hash);
    drop(link, IDENTITY);
    return BAC_OK;
}

bac_status board_link_open(board_link *link, const char *port, uint64_t baud, double patience,
                           bac_error *err) {
    enum { TRIES = 3 };
    *link = (board_link){.fd = -1, .port = port, .baud = baud, .patience = patience};
    bool heard = false;
    bac_status status = serial_open(port, baud, &link->fd, err);
    for (int i = 0; status == BAC_OK && i < TRIES; i++) {
        const double until = tool_seconds() + patience / TRIES;
        board_link_send(link, (const uint8_t *)"I", 1);
        for (double left = patience / TRIES; status == BAC_OK && left > 0;
             left = until - tool_seconds()) {
            status = move(link, left, err);
            heard = heard || link->n_in > 0;
            if (status == BAC_OK && find_identity(link))
                return read_identity(link, err);
        }
    }
    if (status == BAC_OK && heard)
        return bac_fail(err, BAC_ERR_INPUT, port,
                        "answers, but not as a board does; is it %llu baud (--baud), and a "
                        "bitstream of bac build --board?",
                        (unsigned long long)baud);
    if (status == BAC_OK)
        return bac_fail(err, BAC_ERR_IO, port,
                        "no answer for %.3g s at %llu baud; is it the board's port, its --baud, "
                        "and is its bitstream loaded?",
                        patience, (unsigned long long)baud);
    return status;
}

void board_link_close(board_link *link) {
    if (link->fd >= 0)
        close(link->fd);
    link->fd = -1;
}

/* ---- frames */

size_t board_frame_bytes(const board_identity *id) {
    return 3 + (size_t)id->T * id->C * id->code_bytes;
}

void board_frame_write(const board_identity *id, const int32_t *codes, uint8_t *bytes) {
    const size_t numbers = (size_t)id->T * id->C;
    uint8_t *to = bytes;
    *to++ = 'F';
    for (size_t i = 0; i < numbers; i++)
        for (uint32_t k = 0; k < id->code_bytes; k++)
            *to++ = (uint8_t)((uint32_t)codes[i] >> (8 * k));
    const uint16_t sum = sum_of(bytes, (size_t)(to - bytes));
    *to++ = (uint8_t)(sum >> 8);
    *to++ = (uint8_t)sum;
}

static bac_status read_answer(board_link *link, size_t n, board_answer *answer, bac_error *err) {
    const uint8_t *in = link->in;
    if (in[0] != 'R' || sum_of(in, n) != 0)
        return bac_fail(err, BAC_ERR_INPUT, link->port,
                        "the answer is damaged (it begins with byte 0x%02x); is something else "
                        "reading the port?",
                        in[0]);
    *answer =
        (board_answer){.status = in[1],
                       .number = in[2],
                       .class_index = number_of(in + 3, link->id.class_bytes),
                       .margin = number_of(in + 3 + link->id.class_bytes, link->id.margin_bytes)};
    drop(link, n);
    return BAC_OK;
}

bac_status board_link_wait(board_link *link, bool *answered, board_answer *answer, bac_error *err) {
    const size_t n = 5 + link->id.class_bytes + link->id.margin_bytes;
    const bool sending = link->n_out > 0;
    bac_status status = BAC_OK;
    link->moved = tool_seconds();
    *answered = false;
    while (status == BAC_OK && link->n_in < n && !(sending && link->n_out == 0)) {
        const double left = link->moved + link->patience - tool_seconds();
        if (left <= 0)
            return bac_fail(err, BAC_ERR_IO, link->port, "the board has been silent for %.3g s",
                            link->patience);
        status = move(link, left, err);
    }
    if (status != BAC_OK || link->n_in < n)
        return status;
    *answered = true;
    return read_answer(link, n, answer, err);
}
