/* serial.h - a serial port of 8 data bits, no parity, one stop bit, at any rate. */
#ifndef BAC_TOOLS_BOARD_SERIAL_H
#define BAC_TOOLS_BOARD_SERIAL_H

#include "bac.h"

/* Opens PORT without waiting for a modem and without becoming its terminal, sets rate and format, and
 * drops what was received before. *fd does not block. Errors: no such port, not a serial port, a rate
 * that its driver refuses. */
bac_status serial_open(const char *port, uint64_t baud, int *fd, bac_error *err);

/* Sends and receives what is possible without waiting, after waiting for that at most `seconds`. Sends
 * from out[0..n_out), receives to in[0..room); *sent, *got: bytes. Returns BAC_ERR_IO when the port is
 * gone. */
bac_status serial_move(int fd, const char *port, const uint8_t *out, size_t n_out, size_t *sent,
                       uint8_t *in, size_t room, size_t *got, double seconds, bac_error *err);

#endif
