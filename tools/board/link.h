/* link.h - the protocol of docs/boards.md on a serial port, the host's side. */
#ifndef BAC_TOOLS_BOARD_LINK_H
#define BAC_TOOLS_BOARD_LINK_H

#include "bac.h"

#include "board.h"

typedef struct board_identity {
    uint32_t T, C, code_bytes, classes, class_bytes, margin_bytes;
    uint8_t hash[BAC_BOARD_HASH];
} board_identity;

/* The answer to one frame. */
typedef struct board_answer {
    uint8_t status, number; /* status 0: class and margin are the network's */
    uint64_t class_index, margin;
} board_answer;
const char *board_status_text(uint8_t status);

enum { BOARD_LINK_ROOM = 4096 };
typedef struct board_link {
    int fd;
    const char *port;
    uint64_t baud;
    double patience; /* seconds without a byte in or out after which the board is silent */
    double moved;    /* when the last byte went in or out, of tool_seconds */
    uint8_t in[BOARD_LINK_ROOM];
    size_t n_in;
    const uint8_t *out; /* borrowed: what is being sent */
    size_t n_out;
    board_identity id;
} board_link;

/* Opens the port and asks who is there, three times if need be: a board that a program before left in
 * the middle of a frame first has to end that. Errors: no port, silence, bytes that are no identity. */
bac_status board_link_open(board_link *link, const char *port, uint64_t baud, double patience,
                           bac_error *err);
void board_link_close(board_link *link);

/* Bytes of a frame's command. */
size_t board_frame_bytes(const board_identity *id);
/* bytes[board_frame_bytes] = the command for codes [T][C]. */
void board_frame_write(const board_identity *id, const int32_t *codes, uint8_t *bytes);

/* Sends bytes[0..n) behind what was sent before; returns at once, and the bytes are borrowed until
 * board_link_sent. */
void board_link_send(board_link *link, const uint8_t *bytes, size_t n);
bool board_link_sent(const board_link *link);
/* Waits until the bytes are sent or an answer is there. *answered: it is, in *answer. Errors: the port
 * is gone, silence, bytes that are no answer. */
bac_status board_link_wait(board_link *link, bool *answered, board_answer *answer, bac_error *err);

#endif
