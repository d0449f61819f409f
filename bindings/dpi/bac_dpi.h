/* bac_dpi.h - the reference behind SystemVerilog's DPI-C: what a bench has seen of a stream against
 * what the network says. The functions of bac_dpi.sv, which says how they are used.
 *
 * Plain C types only, so that any simulator takes the library as it is. Handles are small numbers from
 * 1; 0: refused, and bac_dpi_error says why. Calls come from one thread at a time (a simulator's), as
 * DPI-C has it; the library takes a lock all the same. Texts are valid until the next call. */
#ifndef BAC_DPI_H
#define BAC_DPI_H

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* The scoreboard of this name (an instance of the network); opened by the first call, which loads NET,
 * shared by the others. */
int bac_dpi_open(const char *net, const char *unit);
/* A stream of it: a layer's name, or "@input", "@logits", "@class". */
int bac_dpi_watch(int board, const char *layer);
/* What the last refusal was. */
const char *bac_dpi_error(void);

/* Elements of a frame of a stream; its channels. */
int bac_dpi_elements(int watch);
int bac_dpi_channels(int watch);

/* The next element of the input, [T][C] in order: the bits of its lane, of which the low ones are the
 * code. A frame that is whole is run. Returns 1 if the element is the last of its frame, 0 if not, -1:
 * refused: the code is outside the input's range; it is taken as the nearest inside. */
int bac_dpi_push(int board, int lane);
/* Forgets all frames, and what was seen. */
void bac_dpi_reset(int board);

/* The next element was seen on the stream, in `bits` bits, at that time: compared when its frame is
 * known. Returns 1 if it is the last of a frame. */
int bac_dpi_see(int watch, int value, int bits, long long time);
/* The next difference, as a line with frame, position, channel; "": none. */
const char *bac_dpi_fault(int watch);
/* Elements compared and found equal; different. */
long long bac_dpi_equal(int watch);
long long bac_dpi_different(int watch);
/* Seen, but of a frame that has not been pushed whole. */
long long bac_dpi_waiting(int watch);

/* For a bench that compares by itself: 1 and the next expected element; 0: no frame is whole. Of a
 * watch, either see or next is used. */
int bac_dpi_next(int watch, int *value);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
