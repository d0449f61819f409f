"""AXI4-Lite registers of rtl/wrap/bac_axi.v, version 1.0.0: offsets in bytes, fields as (first bit, bits).

Made from rtl/wrap/registers.json, do not edit.
"""

BYTES = 4096

OFFSET = {
    "ID": 0x000,  # what this is: BAC1 in ASCII, the first letter in the highest byte
    "VERSION": 0x004,  # of the register map
    "SAMPLES": 0x008,  # S: samples of a beat of the input
    "FRAME": 0x00c,  # samples of a frame
    "CLASSES": 0x010,  # classes of the network
    "CONTROL": 0x014,  # what the network does
    "STATUS": 0x018,  # what has happened; a bit stays until 1 is written to it
    "FRAMES": 0x01c,  # results that have left, modulo 2**32
    "CLASS": 0x020,  # class of the last result
    "MARGIN": 0x024,  # its margin, largest logit minus second largest; 0 unless RESULT is 1
    "LATENCY_MIN": 0x028,  # fewest clocks from a frame's last sample to its result
    "LATENCY_MAX": 0x02c,  # most clocks
    "LATENCY_LAST": 0x030,  # clocks of the last result
    "STALL_CLOCKS": 0x034,  # clocks in which a beat of the input waited, modulo 2**32
    "HASH": 0x040,  # SHA-256 of the network's canonical text; HASH[0] holds its first four bytes, the first one highest
    "HISTOGRAM": 0x400,  # results of class i, modulo 2**32
}

COUNT = {
    "HASH": 8,
    "HISTOGRAM": 256,
}

RESET = {
    "ID": 0x42414331,
    "VERSION": 0x00010000,
    "LATENCY_MIN": 0xffffffff,
}

FIELDS = {
    "VERSION": {
        "PATCH": (0, 8),  # nothing that software sees has changed
        "MINOR": (8, 8),  # registers were added
        "MAJOR": (16, 8),  # registers were changed or removed
    },
    "CONTROL": {
        "SOFT_RESET": (0, 1),  # 1: begin anew. Frames under way are lost, STATUS, counters and histogram are cleared, and the rest of a frame that the source is in is dropped. Reads as 1 until the reset has ended
        "HOLD": (1, 1),  # 1: no new frame is begun; the one under way is finished
    },
    "STATUS": {
        "LAST_ERROR": (0, 1),  # s_axis_tlast was not where a frame ends
        "KEEP_ERROR": (1, 1),  # a beat had s_axis_tkeep low in a byte
        "OVERFLOW": (2, 1),  # a beat was offered that the clock-domain FIFO had no room for, by a source that cannot wait: it is lost
        "STALLED": (3, 1),  # a beat had to wait
    },
}
