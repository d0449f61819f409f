/* fst_make.c - writes a small FST file as a seed: fst_make OUT.fst */
#include <gtkwave/fstapi.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[]) {
    if (argc != 2) {
        fprintf(stderr, "usage: fst_make OUT.fst\n");
        return 2;
    }
    void *file = fstWriterCreate(argv[1], 1);
    if (!file)
        return 3;
    fstWriterSetTimescale(file, -9);
    fstWriterSetScope(file, FST_ST_VCD_MODULE, "top", NULL);
    const fstHandle clk = fstWriterCreateVar(file, FST_VT_VCD_WIRE, FST_VD_IMPLICIT, 1, "clk", 0);
    const fstHandle data =
        fstWriterCreateVar(file, FST_VT_VCD_WIRE, FST_VD_IMPLICIT, 12, "data [11:0]", 0);
    const fstHandle real = fstWriterCreateVar(file, FST_VT_VCD_REAL, FST_VD_IMPLICIT, 8, "real", 0);
    fstWriterSetUpscope(file);
    for (uint64_t t = 0; t < 40; t++) {
        char bits[13] = "000000000000";
        const double value = 0.5 * (double)t;
        for (int i = 0; i < 12; i++)
            bits[i] = (t * 37 >> i & 1) ? '1' : '0';
        fstWriterEmitTimeChange(file, t);
        fstWriterEmitValueChange(file, clk, t & 1 ? "1" : "0");
        fstWriterEmitValueChange(file, data, bits);
        if (t % 4 == 0)
            fstWriterEmitValueChange(file, real, &value);
    }
    fstWriterClose(file);
    return 0;
}
