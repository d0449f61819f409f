"""The C interface, made from the public headers by bindings/headers.py: do not edit."""
from ctypes import (CFUNCTYPE, POINTER, Structure, c_bool, c_char, c_char_p, c_double, c_float, c_int,
                    c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p)

from ._find import library

bac = library("bac")
bacsim = library("bacsim")
baconnx = library("baconnx")

BAC_OK = 0
BAC_ERR_INPUT = 1
BAC_ERR_IO = 2
BAC_ERR_MEMORY = 3
BAC_RUN_FASTEST = 0
BAC_RUN_PLAIN = 1
BAC_RUN_PORTABLE = 2
BAC_RUN_AVX2 = 3
BAC_RUN_COUNT = 4
BAC_INPUT = 0
BAC_CONV = 1
BAC_FC = 2
BAC_REQUANT = 3
BAC_ADD = 4
BAC_CONCAT = 5
BAC_MAXPOOL = 6
BAC_GLOBALMAX = 7
BAC_AVGPOOL = 8
BAC_GLOBALAVG = 9
BAC_FLATTEN = 10
BAC_ARGMAX = 11
BAC_OP_COUNT = 12
BAC_ROUND_HALF_EVEN = 0
BAC_ROUND_FLOOR = 1
BAC_ROUND_CEIL = 2
BAC_ROUND_TO_ZERO = 3
BAC_ROUND_HALF_UP = 4
BAC_ROUND_HALF_DOWN = 5
BAC_ROUND_HALF_AWAY = 6
BAC_ROUND_UP = 7
BAC_ROUND_COUNT = 8
BAC_FORM_CONST = 0
BAC_FORM_SHIFT = 1
BAC_FORM_EVEN = 2
BAC_FORM_MUL = 3
BAC_FORM_THRESHOLD = 4
BAC_FORM_COUNT = 5
BAC_MAX_LAYERS = 4096
BAC_MAX_INPUTS = 64
BAC_MAX_CHANNELS = 65536
BAC_MAX_POSITIONS = 1048576
BAC_MAX_CODE_BITS = 16
BAC_MAX_WIDE_BITS = 24
BAC_MAX_ELEMENTS = 67108864
BAC_MAX_TOTAL = 134217728
BAC_MAX_NAME = 63
BAC_F32 = 0
BAC_F64 = 1
BAC_I8 = 2
BAC_U8 = 3
BAC_I16 = 4
BAC_U16 = 5
BAC_I32 = 6
BAC_I64 = 7
BAC_ARRAY_FRONT = 512
BAC_STYLE_UNROLLED = 0
BAC_STYLE_FOLDED = 1
BAC_STYLE_SERIAL = 2
BAC_STYLE_SHARED = 3
BAC_STYLE_COUNT = 4
BAC_STYLE_BY_LAYER = 3
BAC_PLAN_INPUTS = 0
BAC_PLAN_LANES = 1
BAC_PLAN_ELEMENTS = 2
BAC_PLAN_DIGIT = 3
BAC_PLAN_KEYS = 4
BAC_TIMED_FRAMES = 16
BAC_FAMILY_XILINX = 0
BAC_FAMILY_ECP5 = 1
BAC_FAMILY_ICE40 = 2
BAC_FAMILIES = 3
BAC_EXPLORE_SPEC = 512
BAC_BUILT_NOT = 0
BAC_BUILT = 1
BAC_BUILT_REFUSED = 2
BAC_BEST_RATE = 0
BAC_BEST_LUT = 1
BAC_BEST_LATENCY = 2
BAC_BESTS = 3
BAC_STALL_NONE = 0
BAC_STALL_PACE = 1
BAC_STALL_RANDOM = 2
BAC_STALL_BURST = 3
BAC_STALL_STARVE = 4
BAC_STALL_BLOCK = 5
BAC_STALL_DEFAULT_PERCENT = 50
BAC_STALL_MAX_PERCENT = 95
BAC_STALL_MAX_BURST = 65535
BAC_SIDE_SOURCE = 0
BAC_SIDE_SINK = 1
BAC_SOONER_TEXT = 72
BAC_FLOW_KEPT = 4096
BAC_IMPORT_ADD_BITS = 16
BAC_IMPORT_ADD_BITS_MIN = 8
BAC_IMPORT_ADD_BITS_MAX = 24
BAC_IMPORT_WIDE_BITS = 16
BAC_IMPORT_SUMMED_BITS = 24
BAC_IMPORT_WIDE_BITS_MIN = 8
BAC_IMPORT_WIDE_BITS_MAX = 24



class bac_error(Structure):
    pass


class bac_type(Structure):
    pass


class bac_requant(Structure):
    pass


class bac_layer(Structure):
    pass


class bac_cost(Structure):
    pass


class bac_array(Structure):
    pass


class bac_frames(Structure):
    pass


class bac_link(Structure):
    pass


class bac_stage(Structure):
    pass


class bac_netlist(Structure):
    pass


class bac_layer_plan(Structure):
    pass


class bac_fifo_depth(Structure):
    pass


class bac_plan(Structure):
    pass


class bac_times(Structure):
    pass


class bac_size(Structure):
    pass


class bac_device(Structure):
    pass


class bac_limits(Structure):
    pass


class bac_explore_question(Structure):
    pass


class bac_explore_counts(Structure):
    pass


class bac_explored(Structure):
    pass


class bac_stall(Structure):
    pass


class bac_frame_time(Structure):
    pass


class bac_pauses(Structure):
    pass


class bac_wires(Structure):
    pass


class bac_pins_in(Structure):
    pass


class bac_pins_out(Structure):
    pass


class bac_beat(Structure):
    pass


class bac_link_probe(Structure):
    pass


class bac_stage_probe(Structure):
    pass


class bac_drive(Structure):
    pass


class bac_driven(Structure):
    pass


class bac_flow_counts(Structure):
    pass


class bac_import_options(Structure):
    pass


class bac_import_join(Structure):
    pass


class bac_import_wide(Structure):
    pass


class bac_import_report(Structure):
    pass


class bac_import_differ(Structure):
    pass


class bac_import_distance(Structure):
    pass


bac_frames_step_fn = CFUNCTYPE(c_bool, c_void_p, c_uint64)
bac_tap_fn = CFUNCTYPE(None, c_void_p, c_uint32, c_void_p)
bac_watch_fn = CFUNCTYPE(None, c_void_p, c_void_p)

bac_error._fields_ = [
    ("code", c_int),
    ("where", c_char * 256),
    ("text", c_char * 512),
]

bac_type._fields_ = [
    ("is_signed", c_bool),
    ("bits", c_uint8),
]

bac_requant._fields_ = [
    ("form", c_int),
    ("mul", c_int32),
    ("add", c_int64),
    ("shift", c_uint8),
    ("decreasing", c_bool),
    ("n_thresholds", c_uint32),
    ("threshold", POINTER(c_int32)),
]

bac_layer._fields_ = [
    ("name", c_void_p),
    ("op", c_int),
    ("n_in", c_uint32),
    ("in", POINTER(c_uint32)),
    ("T", c_uint32),
    ("C", c_uint32),
    ("type", bac_type),
    ("lo", c_int32),
    ("hi", c_int32),
    ("channel_lo", POINTER(c_int32)),
    ("channel_hi", POINTER(c_int32)),
    ("n_scale", c_uint32),
    ("scale", POINTER(c_double)),
    ("code_lo", c_int32),
    ("code_hi", c_int32),
    ("rounding", c_int),
    ("groups", c_uint32),
    ("kernel", c_uint32),
    ("stride", c_uint32),
    ("pad_left", c_uint32),
    ("pad_right", c_uint32),
    ("weight_type", bac_type),
    ("weight", POINTER(c_int32)),
    ("bias", POINTER(c_int32)),
    ("cost_bits", c_uint32),
    ("count_pad", c_bool),
    ("divisor", c_uint32),
    ("factor", POINTER(c_uint32)),
    ("requant", POINTER(bac_requant)),
    ("mul", POINTER(c_int32)),
]

bac_cost._fields_ = [
    ("bops", c_double),
    ("w_bits", c_double),
    ("macs", c_uint64),
    ("sparse_macs", c_uint64),
    ("weights", c_uint64),
    ("nonzero", c_uint64),
    ("score", c_double),
]

bac_array._fields_ = [
    ("dtype", c_int),
    ("ndim", c_uint32),
    ("dim", c_uint64 * 8),
    ("data", c_void_p),
]

bac_frames._fields_ = [
    ("n", c_uint64),
    ("dtype", c_int),
    ("data", c_void_p),
    ("stride", c_int64 * 3),
]

bac_link._fields_ = [
    ("name", c_void_p),
    ("layer", c_uint32),
    ("carries", c_bool),
    ("T", c_uint32),
    ("C", c_uint32),
    ("type", bac_type),
    ("lanes", c_uint32),
    ("digits", c_uint32),
    ("digit_bits", c_uint32),
    ("beats", c_uint32),
    ("width", c_uint64),
    ("from", c_uint32),
    ("to", c_uint32),
    ("interval", c_double),
]

bac_stage._fields_ = [
    ("kind", c_void_p),
    ("name", c_void_p),
    ("layer", c_uint32),
    ("n_in", c_uint32),
    ("n_out", c_uint32),
    ("in", POINTER(c_uint32)),
    ("out", POINTER(c_uint32)),
    ("latency", c_uint32),
    ("params", c_void_p),
]

bac_netlist._fields_ = [
    ("net", c_void_p),
    ("n_stages", c_uint32),
    ("n_links", c_uint32),
    ("stages", POINTER(bac_stage)),
    ("links", POINTER(bac_link)),
    ("cycles_per_frame", c_uint64),
    ("latency_first", c_uint64),
    ("latency_last", c_uint64),
    ("filling_frames", c_uint32),
    ("early_frames", c_uint32),
    ("narrow", c_bool),
    ("steady", c_bool),
    ("timed_only", c_bool),
    ("shallow", c_char_p),
    ("shallow_need", c_uint32),
]

bac_layer_plan._fields_ = [
    ("style", c_int),
    ("value", c_uint32 * 4),
]

bac_fifo_depth._fields_ = [
    ("name", c_void_p),
    ("depth", c_uint32),
]

bac_plan._fields_ = [
    ("samples_per_clock", c_uint32),
    ("n_layers", c_uint32),
    ("layer", POINTER(bac_layer_plan)),
    ("n_fifos", c_uint32),
    ("fifo", POINTER(bac_fifo_depth)),
]

bac_times._fields_ = [
    ("n", POINTER(bac_netlist)),
    ("frames", c_uint32),
    ("at", POINTER(c_void_p)),
    ("held", POINTER(c_bool)),
    ("without", POINTER(c_bool)),
    ("scratch", POINTER(c_int64)),
    ("late_tails", c_bool),
    ("failed", c_bool),
]

bac_size._fields_ = [
    ("lut", c_double),
    ("site", c_double),
    ("cell", c_double),
    ("ff", c_double),
    ("carry", c_double),
    ("srl", c_double),
    ("ram", c_double),
    ("bram", c_double),
    ("single", c_double),
    ("dsp", c_double),
    ("widest", c_double),
]

bac_device._fields_ = [
    ("name", c_char_p),
    ("part", c_char_p),
    ("family", c_int),
    ("lut", c_uint32),
    ("ff", c_uint32),
    ("bram", c_uint32),
    ("single", c_uint32),
    ("dsp", c_uint32),
    ("clock_mhz", c_double),
    ("source", c_char_p),
]

bac_limits._fields_ = [
    ("site", c_double),
    ("ff", c_double),
    ("bram", c_double),
    ("dsp", c_double),
    ("clocks", c_double),
    ("latency", c_double),
    ("mhz", c_double),
]

bac_explore_question._fields_ = [
    ("family", c_int),
    ("device", POINTER(bac_device)),
    ("samples_per_clock", c_uint32),
    ("limits", bac_limits),
    ("most", c_uint32),
]

bac_explore_counts._fields_ = [
    ("priced", c_uint64),
    ("candidates", c_uint32),
    ("units", c_uint32),
    ("options", c_uint32),
    ("refused", c_uint32),
    ("refusal", c_char * 256),
]

bac_explored._fields_ = [
    ("built", c_int),
    ("samples_per_clock", c_uint32),
    ("clocks", c_uint64),
    ("latency", c_uint64),
    ("size", bac_size),
    ("mhz", c_double),
]

bac_stall._fields_ = [
    ("kind", c_int),
    ("value", c_uint32),
]

bac_frame_time._fields_ = [
    ("inside", c_uint64),
    ("cycles", c_uint64),
    ("beats", c_uint32),
]

bac_pauses._fields_ = [
    ("stall", bac_stall),
    ("side", c_int),
    ("active", c_bool),
    ("seed", c_uint64),
    ("frame_clocks", c_uint64),
    ("time", bac_frame_time),
    ("begun", c_bool),
    ("first", c_uint64),
    ("frame", c_uint64),
    ("beat", c_uint32),
    ("state", c_uint64),
    ("hold", c_uint64),
    ("burst", c_uint64),
]

bac_wires._fields_ = [
    ("valid", POINTER(c_uint8)),
    ("ready", POINTER(c_uint8)),
    ("last", POINTER(c_uint8)),
]

bac_pins_in._fields_ = [
    ("s_valid", c_bool),
    ("s_last", c_bool),
    ("m_ready", c_bool),
]

bac_pins_out._fields_ = [
    ("s_ready", c_bool),
    ("m_valid", c_bool),
    ("m_last", c_bool),
]

bac_beat._fields_ = [
    ("valid", c_bool),
    ("ready", c_bool),
    ("last", c_bool),
    ("frame", c_uint64),
    ("beat", c_uint32),
]

bac_link_probe._fields_ = [
    ("beats", c_uint64),
    ("stalled", c_uint64),
    ("starved", c_uint64),
    ("idle", c_uint64),
]

bac_stage_probe._fields_ = [
    ("busy", c_uint64),
    ("stalled_input", c_uint64),
    ("stalled_output", c_uint64),
    ("depth", c_uint32),
    ("most", c_uint32),
]

bac_drive._fields_ = [
    ("first", c_uint64),
    ("frames", c_uint64),
    ("stall", bac_stall),
    ("seed", c_uint64),
    ("watch", bac_watch_fn),
    ("user", c_void_p),
]

bac_driven._fields_ = [
    ("frames", c_uint64),
    ("clocks", c_uint64),
    ("first_result", c_uint64),
    ("last_result", c_uint64),
    ("paced", c_uint64),
    ("paced_begin", c_uint64),
    ("paced_result", c_uint64),
    ("clocks_per_frame", c_double),
    ("latency_first_min", c_uint64),
    ("latency_first_max", c_uint64),
    ("latency_last_min", c_uint64),
    ("latency_last_max", c_uint64),
    ("deadlock", c_void_p),
]

bac_flow_counts._fields_ = [
    ("simulated", c_uint64),
    ("remembered", c_uint64),
    ("states", c_uint32),
]

bac_import_options._fields_ = [
    ("name", c_char_p),
    ("add_bits", c_uint32),
    ("wide_bits", c_uint32),
    ("classes", POINTER(c_char_p)),
    ("n_classes", c_uint32),
    ("notes", POINTER(c_char_p)),
]

bac_import_join._fields_ = [
    ("layer", c_char * 64),
    ("exact", c_bool),
    ("error", c_double),
]

bac_import_wide._fields_ = [
    ("layer", c_char * 64),
    ("type", bac_type),
    ("channels", c_uint32),
    ("by_channel", c_bool),
    ("scale", c_double),
    ("reach", c_double),
    ("error", c_double),
    ("border", c_double),
]

bac_import_report._fields_ = [
    ("nodes", c_uint32),
    ("layers", c_uint32),
    ("form_channels", c_uint64 * 5),
    ("n_joins", c_uint32),
    ("joins", POINTER(bac_import_join)),
    ("n_wide", c_uint32),
    ("wide", POINTER(bac_import_wide)),
    ("logits", c_char * 256),
    ("logits_error", c_double),
]

bac_import_differ._fields_ = [
    ("frame", c_uint64),
    ("is", c_uint32),
    ("should", c_uint32),
    ("tie", c_bool),
]

bac_import_distance._fields_ = [
    ("frames", c_uint64),
    ("ties", c_uint64),
    ("largest", c_double),
    ("mean", c_double),
    ("reach", c_double),
    ("n_differ", c_uint64),
    ("differ", POINTER(bac_import_differ)),
]

bac_array_free = bac.bac_array_free
bac_array_free.argtypes = [POINTER(bac_array)]
bac_array_free.restype = None
bac_array_front = bac.bac_array_front
bac_array_front.argtypes = [POINTER(bac_array), c_char_p, c_char_p, c_void_p, POINTER(bac_error)]
bac_array_front.restype = c_int
bac_array_header = bac.bac_array_header
bac_array_header.argtypes = [c_char_p, POINTER(bac_array), c_void_p, POINTER(bac_error)]
bac_array_header.restype = c_int
bac_array_integer = bac.bac_array_integer
bac_array_integer.argtypes = [c_int, c_void_p, c_uint64]
bac_array_integer.restype = c_int64
bac_array_load = bac.bac_array_load
bac_array_load.argtypes = [c_char_p, POINTER(bac_array), POINTER(bac_error)]
bac_array_load.restype = c_int
bac_array_number = bac.bac_array_number
bac_array_number.argtypes = [c_int, c_void_p, c_uint64]
bac_array_number.restype = c_double
bac_array_save = bac.bac_array_save
bac_array_save.argtypes = [c_char_p, POINTER(bac_array), POINTER(bac_error)]
bac_array_save.restype = c_int
bac_average_divisor = bac.bac_average_divisor
bac_average_divisor.argtypes = [POINTER(bac_layer), c_uint32]
bac_average_divisor.restype = c_uint32
bac_chip_beat = bacsim.bac_chip_beat
bac_chip_beat.argtypes = [POINTER(bac_netlist), c_uint32, c_void_p, c_void_p]
bac_chip_beat.restype = None
bac_chip_beat_bytes = bacsim.bac_chip_beat_bytes
bac_chip_beat_bytes.argtypes = [POINTER(bac_netlist)]
bac_chip_beat_bytes.restype = c_uint32
bac_chip_create = bacsim.bac_chip_create
bac_chip_create.argtypes = [POINTER(bac_netlist), POINTER(c_void_p), POINTER(bac_error)]
bac_chip_create.restype = c_int
bac_chip_edge = bacsim.bac_chip_edge
bac_chip_edge.argtypes = [c_void_p, c_void_p, POINTER(bac_error)]
bac_chip_edge.restype = c_int
bac_chip_free = bacsim.bac_chip_free
bac_chip_free.argtypes = [c_void_p]
bac_chip_free.restype = None
bac_chip_pack = bacsim.bac_chip_pack
bac_chip_pack.argtypes = [POINTER(bac_netlist), c_void_p, c_uint32, c_void_p]
bac_chip_pack.restype = None
bac_chip_reset = bacsim.bac_chip_reset
bac_chip_reset.argtypes = [c_void_p]
bac_chip_reset.restype = None
bac_chip_result = bacsim.bac_chip_result
bac_chip_result.argtypes = [c_void_p]
bac_chip_result.restype = c_void_p
bac_chip_result_bytes = bacsim.bac_chip_result_bytes
bac_chip_result_bytes.argtypes = [POINTER(bac_netlist)]
bac_chip_result_bytes.restype = c_uint32
bac_chip_settle = bacsim.bac_chip_settle
bac_chip_settle.argtypes = [c_void_p, POINTER(bac_pins_in), POINTER(bac_pins_out)]
bac_chip_settle.restype = None
bac_chip_take = bacsim.bac_chip_take
bac_chip_take.argtypes = [POINTER(bac_netlist), c_uint32, c_uint32, c_void_p, c_void_p, POINTER(bac_error)]
bac_chip_take.restype = c_int
bac_chip_tlast_error = bacsim.bac_chip_tlast_error
bac_chip_tlast_error.argtypes = [c_void_p]
bac_chip_tlast_error.restype = c_bool
bac_compile = bacsim.bac_compile
bac_compile.argtypes = [c_void_p, POINTER(bac_plan), POINTER(POINTER(bac_netlist)), POINTER(bac_error)]
bac_compile.restype = c_int
bac_compile_stored = bacsim.bac_compile_stored
bac_compile_stored.argtypes = [c_void_p, POINTER(bac_plan), c_void_p, POINTER(POINTER(bac_netlist)), POINTER(bac_error)]
bac_compile_stored.restype = c_int
bac_compile_times = bacsim.bac_compile_times
bac_compile_times.argtypes = [c_void_p, POINTER(bac_plan), POINTER(POINTER(bac_netlist)), POINTER(bac_error)]
bac_compile_times.restype = c_int
bac_cost_add = bac.bac_cost_add
bac_cost_add.argtypes = [POINTER(bac_cost), c_uint64, c_uint64, c_uint64, c_uint64, c_uint64, c_uint32, c_uint32]
bac_cost_add.restype = None
bac_device_at = bacsim.bac_device_at
bac_device_at.argtypes = [c_uint32]
bac_device_at.restype = POINTER(bac_device)
bac_device_find = bacsim.bac_device_find
bac_device_find.argtypes = [c_char_p]
bac_device_find.restype = POINTER(bac_device)
bac_device_list = bacsim.bac_device_list
bac_device_list.argtypes = [c_void_p, c_size_t]
bac_device_list.restype = None
bac_dir_make = bac.bac_dir_make
bac_dir_make.argtypes = [c_char_p, c_bool, POINTER(bac_error)]
bac_dir_make.restype = c_int
bac_dtype_size = bac.bac_dtype_size
bac_dtype_size.argtypes = [c_int]
bac_dtype_size.restype = c_size_t
bac_explore_best = bacsim.bac_explore_best
bac_explore_best.argtypes = [POINTER(bac_explored), c_uint32, POINTER(bac_limits), c_int]
bac_explore_best.restype = c_uint32
bac_explore_build = bacsim.bac_explore_build
bac_explore_build.argtypes = [c_void_p, c_uint32, POINTER(bac_explored), POINTER(bac_error)]
bac_explore_build.restype = c_int
bac_explore_code_plan = bacsim.bac_explore_code_plan
bac_explore_code_plan.argtypes = [c_void_p, c_char_p, POINTER(POINTER(bac_plan)), POINTER(bac_error)]
bac_explore_code_plan.restype = c_int
bac_explore_count = bacsim.bac_explore_count
bac_explore_count.argtypes = [c_void_p]
bac_explore_count.restype = bac_explore_counts
bac_explore_free = bacsim.bac_explore_free
bac_explore_free.argtypes = [c_void_p]
bac_explore_free.restype = None
bac_explore_front = bacsim.bac_explore_front
bac_explore_front.argtypes = [POINTER(bac_explored), c_uint32, POINTER(bac_limits), c_double, c_void_p]
bac_explore_front.restype = c_uint32
bac_explore_hash = bacsim.bac_explore_hash
bac_explore_hash.argtypes = [c_void_p]
bac_explore_hash.restype = c_uint64
bac_explore_layers = bacsim.bac_explore_layers
bac_explore_layers.argtypes = [c_void_p, POINTER(c_void_p), POINTER(bac_error)]
bac_explore_layers.restype = c_int
bac_explore_nearest = bacsim.bac_explore_nearest
bac_explore_nearest.argtypes = [POINTER(bac_explored), c_uint32, POINTER(bac_limits)]
bac_explore_nearest.restype = c_uint32
bac_explore_open = bacsim.bac_explore_open
bac_explore_open.argtypes = [c_void_p, POINTER(bac_explore_question), POINTER(c_void_p), POINTER(bac_error)]
bac_explore_open.restype = c_int
bac_explore_plan = bacsim.bac_explore_plan
bac_explore_plan.argtypes = [c_void_p, c_uint32, POINTER(POINTER(bac_plan)), POINTER(bac_error)]
bac_explore_plan.restype = c_int
bac_explore_size = bacsim.bac_explore_size
bac_explore_size.argtypes = [c_void_p, c_uint32, c_int, POINTER(bac_size), POINTER(bac_error)]
bac_explore_size.restype = c_int
bac_explore_spec = bacsim.bac_explore_spec
bac_explore_spec.argtypes = [c_void_p, c_uint32, c_char_p]
bac_explore_spec.restype = None
bac_explored_clocks = bacsim.bac_explored_clocks
bac_explored_clocks.argtypes = [POINTER(bac_explored), POINTER(bac_limits), c_uint64]
bac_explored_clocks.restype = c_double
bac_explored_fits = bacsim.bac_explored_fits
bac_explored_fits.argtypes = [POINTER(bac_explored), POINTER(bac_limits)]
bac_explored_fits.restype = c_bool
bac_family_find = bacsim.bac_family_find
bac_family_find.argtypes = [c_char_p, c_void_p]
bac_family_find.restype = c_bool
bac_family_name = bacsim.bac_family_name
bac_family_name.argtypes = [c_int]
bac_family_name.restype = c_char_p
bac_file_read = bac.bac_file_read
bac_file_read.argtypes = [c_char_p, c_size_t, POINTER(c_void_p), c_void_p, POINTER(bac_error)]
bac_file_read.restype = c_int
bac_file_write = bac.bac_file_write
bac_file_write.argtypes = [c_char_p, c_void_p, c_size_t, POINTER(bac_error)]
bac_file_write.restype = c_int
bac_flow_count = bacsim.bac_flow_count
bac_flow_count.argtypes = [c_void_p]
bac_flow_count.restype = bac_flow_counts
bac_flow_create = bacsim.bac_flow_create
bac_flow_create.argtypes = [POINTER(bac_netlist), POINTER(c_void_p), POINTER(bac_error)]
bac_flow_create.restype = c_int
bac_flow_frame = bacsim.bac_flow_frame
bac_flow_frame.argtypes = [c_void_p, c_uint64, c_void_p, POINTER(bac_error)]
bac_flow_frame.restype = c_int
bac_flow_frames = bacsim.bac_flow_frames
bac_flow_frames.argtypes = [c_void_p]
bac_flow_frames.restype = c_uint64
bac_flow_free = bacsim.bac_flow_free
bac_flow_free.argtypes = [c_void_p]
bac_flow_free.restype = None
bac_flow_reset = bacsim.bac_flow_reset
bac_flow_reset.argtypes = [c_void_p]
bac_flow_reset.restype = None
bac_flow_result = bacsim.bac_flow_result
bac_flow_result.argtypes = [c_void_p, c_uint64, POINTER(bac_error)]
bac_flow_result.restype = c_uint64
bac_form_from_name = bac.bac_form_from_name
bac_form_from_name.argtypes = [c_char_p]
bac_form_from_name.restype = c_int
bac_form_name = bac.bac_form_name
bac_form_name.argtypes = [c_int]
bac_form_name.restype = c_char_p
bac_frame_quantise = bac.bac_frame_quantise
bac_frame_quantise.argtypes = [c_void_p, c_void_p, c_void_p, POINTER(bac_error)]
bac_frame_quantise.restype = c_int
bac_frames_load = bac.bac_frames_load
bac_frames_load.argtypes = [c_char_p, c_void_p, c_void_p, POINTER(c_void_p), POINTER(bac_error)]
bac_frames_load.restype = c_int
bac_frames_of = bac.bac_frames_of
bac_frames_of.argtypes = [c_void_p, c_uint64, c_int, c_void_p]
bac_frames_of.restype = bac_frames
bac_import_check = baconnx.bac_import_check
bac_import_check.argtypes = [c_char_p, c_void_p, c_char_p, POINTER(bac_import_distance), POINTER(bac_error)]
bac_import_check.restype = c_int
bac_import_cost = baconnx.bac_import_cost
bac_import_cost.argtypes = [c_char_p, POINTER(bac_cost), POINTER(bac_error)]
bac_import_cost.restype = c_int
bac_import_distance_free = baconnx.bac_import_distance_free
bac_import_distance_free.argtypes = [POINTER(bac_import_distance)]
bac_import_distance_free.restype = None
bac_import_onnx = baconnx.bac_import_onnx
bac_import_onnx.argtypes = [c_char_p, POINTER(bac_import_options), POINTER(c_void_p), POINTER(bac_import_report), POINTER(bac_error)]
bac_import_onnx.restype = c_int
bac_import_onnx_memory = baconnx.bac_import_onnx_memory
bac_import_onnx_memory.argtypes = [c_void_p, c_size_t, c_char_p, POINTER(bac_import_options), POINTER(c_void_p), POINTER(bac_import_report), POINTER(bac_error)]
bac_import_onnx_memory.restype = c_int
bac_import_report_free = baconnx.bac_import_report_free
bac_import_report_free.argtypes = [POINTER(bac_import_report)]
bac_import_report_free.restype = None
bac_limits_none = bacsim.bac_limits_none
bac_limits_none.argtypes = []
bac_limits_none.restype = bac_limits
bac_limits_of = bacsim.bac_limits_of
bac_limits_of.argtypes = [POINTER(bac_device)]
bac_limits_of.restype = bac_limits
bac_link_driver = bacsim.bac_link_driver
bac_link_driver.argtypes = [POINTER(bac_netlist), c_uint32]
bac_link_driver.restype = POINTER(bac_stage)
bac_link_reader = bacsim.bac_link_reader
bac_link_reader.argtypes = [POINTER(bac_netlist), c_uint32]
bac_link_reader.restype = POINTER(bac_stage)
bac_machine_clock = bacsim.bac_machine_clock
bac_machine_clock.argtypes = [c_void_p]
bac_machine_clock.restype = c_uint64
bac_machine_create = bacsim.bac_machine_create
bac_machine_create.argtypes = [POINTER(bac_netlist), POINTER(c_void_p), POINTER(bac_error)]
bac_machine_create.restype = c_int
bac_machine_drive = bacsim.bac_machine_drive
bac_machine_drive.argtypes = [c_void_p, POINTER(bac_drive), POINTER(bac_driven), POINTER(bac_error)]
bac_machine_drive.restype = c_int
bac_machine_edge = bacsim.bac_machine_edge
bac_machine_edge.argtypes = [c_void_p]
bac_machine_edge.restype = None
bac_machine_free = bacsim.bac_machine_free
bac_machine_free.argtypes = [c_void_p]
bac_machine_free.restype = None
bac_machine_link = bacsim.bac_machine_link
bac_machine_link.argtypes = [c_void_p, c_uint32]
bac_machine_link.restype = bac_beat
bac_machine_link_probe = bacsim.bac_machine_link_probe
bac_machine_link_probe.argtypes = [c_void_p, c_uint32]
bac_machine_link_probe.restype = bac_link_probe
bac_machine_reset = bacsim.bac_machine_reset
bac_machine_reset.argtypes = [c_void_p]
bac_machine_reset.restype = None
bac_machine_restore = bacsim.bac_machine_restore
bac_machine_restore.argtypes = [c_void_p, c_void_p]
bac_machine_restore.restype = None
bac_machine_save = bacsim.bac_machine_save
bac_machine_save.argtypes = [c_void_p, c_void_p]
bac_machine_save.restype = None
bac_machine_settle = bacsim.bac_machine_settle
bac_machine_settle.argtypes = [c_void_p, POINTER(bac_pins_in), POINTER(bac_pins_out)]
bac_machine_settle.restype = None
bac_machine_stage_probe = bacsim.bac_machine_stage_probe
bac_machine_stage_probe.argtypes = [c_void_p, c_uint32]
bac_machine_stage_probe.restype = bac_stage_probe
bac_machine_state_size = bacsim.bac_machine_state_size
bac_machine_state_size.argtypes = [c_void_p]
bac_machine_state_size.restype = c_size_t
bac_machine_still = bacsim.bac_machine_still
bac_machine_still.argtypes = [c_void_p]
bac_machine_still.restype = c_bool
bac_machine_stuck = bacsim.bac_machine_stuck
bac_machine_stuck.argtypes = [c_void_p]
bac_machine_stuck.restype = c_void_p
bac_machine_tick = bacsim.bac_machine_tick
bac_machine_tick.argtypes = [c_void_p, POINTER(bac_pins_in), POINTER(bac_pins_out)]
bac_machine_tick.restype = None
bac_machine_wires = bacsim.bac_machine_wires
bac_machine_wires.argtypes = [c_void_p]
bac_machine_wires.restype = bac_wires
bac_net_add = bac.bac_net_add
bac_net_add.argtypes = [c_void_p, POINTER(bac_layer), c_void_p, POINTER(bac_error)]
bac_net_add.restype = c_int
bac_net_class = bac.bac_net_class
bac_net_class.argtypes = [c_void_p, c_uint32]
bac_net_class.restype = c_char_p
bac_net_cost = bac.bac_net_cost
bac_net_cost.argtypes = [c_void_p, POINTER(bac_cost)]
bac_net_cost.restype = None
bac_net_create = bac.bac_net_create
bac_net_create.argtypes = [c_char_p, POINTER(c_void_p), POINTER(bac_error)]
bac_net_create.restype = c_int
bac_net_finish = bac.bac_net_finish
bac_net_finish.argtypes = [c_void_p, POINTER(bac_error)]
bac_net_finish.restype = c_int
bac_net_free = bac.bac_net_free
bac_net_free.argtypes = [c_void_p]
bac_net_free.restype = None
bac_net_layer = bac.bac_net_layer
bac_net_layer.argtypes = [c_void_p, c_uint32]
bac_net_layer.restype = POINTER(bac_layer)
bac_net_layers = bac.bac_net_layers
bac_net_layers.argtypes = [c_void_p]
bac_net_layers.restype = c_uint32
bac_net_load = bac.bac_net_load
bac_net_load.argtypes = [c_char_p, POINTER(c_void_p), POINTER(bac_error)]
bac_net_load.restype = c_int
bac_net_logits = bac.bac_net_logits
bac_net_logits.argtypes = [c_void_p]
bac_net_logits.restype = POINTER(bac_layer)
bac_net_name = bac.bac_net_name
bac_net_name.argtypes = [c_void_p]
bac_net_name.restype = c_char_p
bac_net_note = bac.bac_net_note
bac_net_note.argtypes = [c_void_p, c_char_p, POINTER(bac_error)]
bac_net_note.restype = c_int
bac_net_parse = bac.bac_net_parse
bac_net_parse.argtypes = [c_char_p, c_size_t, c_char_p, POINTER(c_void_p), POINTER(bac_error)]
bac_net_parse.restype = c_int
bac_net_save = bac.bac_net_save
bac_net_save.argtypes = [c_void_p, c_char_p, POINTER(bac_error)]
bac_net_save.restype = c_int
bac_net_set_classes = bac.bac_net_set_classes
bac_net_set_classes.argtypes = [c_void_p, POINTER(c_char_p), c_uint32, POINTER(bac_error)]
bac_net_set_classes.restype = c_int
bac_net_source = bac.bac_net_source
bac_net_source.argtypes = [c_void_p, c_uint32]
bac_net_source.restype = c_char_p
bac_net_text = bac.bac_net_text
bac_net_text.argtypes = [c_void_p, POINTER(c_void_p), c_void_p, POINTER(bac_error)]
bac_net_text.restype = c_int
bac_netlist_free = bacsim.bac_netlist_free
bac_netlist_free.argtypes = [POINTER(bac_netlist)]
bac_netlist_free.restype = None
bac_op_from_name = bac.bac_op_from_name
bac_op_from_name.argtypes = [c_char_p]
bac_op_from_name.restype = c_int
bac_op_name = bac.bac_op_name
bac_op_name.argtypes = [c_int]
bac_op_name.restype = c_char_p
bac_pauses_frame = bacsim.bac_pauses_frame
bac_pauses_frame.argtypes = [POINTER(bac_pauses), c_uint64]
bac_pauses_frame.restype = None
bac_pauses_idle = bacsim.bac_pauses_idle
bac_pauses_idle.argtypes = [POINTER(bac_pauses), c_uint64]
bac_pauses_idle.restype = c_bool
bac_pauses_longest = bacsim.bac_pauses_longest
bac_pauses_longest.argtypes = [POINTER(bac_pauses)]
bac_pauses_longest.restype = c_uint64
bac_pauses_open = bacsim.bac_pauses_open
bac_pauses_open.argtypes = [POINTER(bac_pauses), bac_stall, c_int, c_uint64, bac_frame_time]
bac_pauses_open.restype = None
bac_plan_create = bacsim.bac_plan_create
bac_plan_create.argtypes = [c_void_p, POINTER(POINTER(bac_plan)), POINTER(bac_error)]
bac_plan_create.restype = c_int
bac_plan_free = bacsim.bac_plan_free
bac_plan_free.argtypes = [POINTER(bac_plan)]
bac_plan_free.restype = None
bac_plan_has_layer = bacsim.bac_plan_has_layer
bac_plan_has_layer.argtypes = [POINTER(bac_layer)]
bac_plan_has_layer.restype = c_bool
bac_plan_load = bacsim.bac_plan_load
bac_plan_load.argtypes = [c_char_p, c_void_p, POINTER(POINTER(bac_plan)), POINTER(bac_error)]
bac_plan_load.restype = c_int
bac_plan_parse = bacsim.bac_plan_parse
bac_plan_parse.argtypes = [c_char_p, c_size_t, c_char_p, c_void_p, POINTER(POINTER(bac_plan)), POINTER(bac_error)]
bac_plan_parse.restype = c_int
bac_plan_set_fifo = bacsim.bac_plan_set_fifo
bac_plan_set_fifo.argtypes = [POINTER(bac_plan), c_char_p, c_uint32, POINTER(bac_error)]
bac_plan_set_fifo.restype = c_int
bac_plan_set_style = bacsim.bac_plan_set_style
bac_plan_set_style.argtypes = [c_void_p, POINTER(bac_plan), c_int]
bac_plan_set_style.restype = None
bac_plan_takes = bacsim.bac_plan_takes
bac_plan_takes.argtypes = [POINTER(bac_layer), c_int, c_int]
bac_plan_takes.restype = c_bool
bac_plan_text = bacsim.bac_plan_text
bac_plan_text.argtypes = [c_void_p, POINTER(bac_plan), POINTER(c_void_p), POINTER(bac_error)]
bac_plan_text.restype = c_int
bac_requant_apply = bac.bac_requant_apply
bac_requant_apply.argtypes = [POINTER(bac_requant), c_int32, c_int32, c_int32]
bac_requant_apply.restype = c_int32
bac_rounding_from_name = bac.bac_rounding_from_name
bac_rounding_from_name.argtypes = [c_char_p]
bac_rounding_from_name.restype = c_int
bac_rounding_name = bac.bac_rounding_name
bac_rounding_name.argtypes = [c_int]
bac_rounding_name.restype = c_char_p
bac_run_create = bac.bac_run_create
bac_run_create.argtypes = [c_void_p, POINTER(c_void_p), POINTER(bac_error)]
bac_run_create.restype = c_int
bac_run_create_with = bac.bac_run_create_with
bac_run_create_with.argtypes = [c_void_p, c_int, POINTER(c_void_p), POINTER(bac_error)]
bac_run_create_with.restype = c_int
bac_run_frame = bac.bac_run_frame
bac_run_frame.argtypes = [c_void_p, c_void_p, c_void_p, c_void_p, POINTER(bac_error)]
bac_run_frame.restype = c_int
bac_run_frames = bac.bac_run_frames
bac_run_frames.argtypes = [c_void_p, POINTER(bac_frames), c_uint32, c_void_p, c_void_p, bac_frames_step_fn, c_void_p, POINTER(bac_error)]
bac_run_frames.restype = c_int
bac_run_free = bac.bac_run_free
bac_run_free.argtypes = [c_void_p]
bac_run_free.restype = None
bac_run_layer = bac.bac_run_layer
bac_run_layer.argtypes = [c_void_p, c_uint32]
bac_run_layer.restype = c_void_p
bac_run_tap = bac.bac_run_tap
bac_run_tap.argtypes = [c_void_p, bac_tap_fn, c_void_p]
bac_run_tap.restype = None
bac_size_add = bacsim.bac_size_add
bac_size_add.argtypes = [POINTER(bac_size), POINTER(bac_size)]
bac_size_add.restype = None
bac_size_layer = bacsim.bac_size_layer
bac_size_layer.argtypes = [POINTER(bac_netlist), POINTER(bac_stage)]
bac_size_layer.restype = c_uint32
bac_size_netlist = bacsim.bac_size_netlist
bac_size_netlist.argtypes = [POINTER(bac_netlist), c_int, POINTER(bac_size), POINTER(bac_size), POINTER(bac_error)]
bac_size_netlist.restype = c_int
bac_size_packed = bacsim.bac_size_packed
bac_size_packed.argtypes = [POINTER(bac_size), c_int]
bac_size_packed.restype = c_double
bac_sooner_text = bacsim.bac_sooner_text
bac_sooner_text.argtypes = [c_uint32, c_uint32, c_char_p]
bac_sooner_text.restype = None
bac_stage_beats = bacsim.bac_stage_beats
bac_stage_beats.argtypes = [POINTER(bac_netlist), POINTER(bac_stage)]
bac_stage_beats.restype = c_uint64
bac_stage_clocks = bacsim.bac_stage_clocks
bac_stage_clocks.argtypes = [POINTER(bac_netlist), POINTER(bac_stage)]
bac_stage_clocks.restype = c_uint64
bac_stage_depth = bacsim.bac_stage_depth
bac_stage_depth.argtypes = [POINTER(bac_stage)]
bac_stage_depth.restype = c_uint32
bac_stage_free = bacsim.bac_stage_free
bac_stage_free.argtypes = [POINTER(bac_stage)]
bac_stage_free.restype = None
bac_stage_module = bacsim.bac_stage_module
bac_stage_module.argtypes = [POINTER(bac_stage)]
bac_stage_module.restype = c_char_p
bac_stall_parse = bacsim.bac_stall_parse
bac_stall_parse.argtypes = [c_char_p, POINTER(bac_stall), POINTER(bac_error)]
bac_stall_parse.restype = c_int
bac_style_find = bacsim.bac_style_find
bac_style_find.argtypes = [c_char_p, c_void_p]
bac_style_find.restype = c_bool
bac_style_list = bacsim.bac_style_list
bac_style_list.argtypes = [c_void_p, c_size_t]
bac_style_list.restype = None
bac_style_name = bacsim.bac_style_name
bac_style_name.argtypes = [c_int]
bac_style_name.restype = c_char_p
bac_times_close = bacsim.bac_times_close
bac_times_close.argtypes = [POINTER(bac_times)]
bac_times_close.restype = None
bac_times_hold = bacsim.bac_times_hold
bac_times_hold.argtypes = [POINTER(bac_times), c_uint32, c_void_p]
bac_times_hold.restype = None
bac_times_meet = bacsim.bac_times_meet
bac_times_meet.argtypes = [POINTER(bac_times), POINTER(bac_stage)]
bac_times_meet.restype = None
bac_times_open = bacsim.bac_times_open
bac_times_open.argtypes = [POINTER(bac_netlist), c_uint32, POINTER(bac_times), POINTER(bac_error)]
bac_times_open.restype = c_int
bac_times_settle = bacsim.bac_times_settle
bac_times_settle.argtypes = [POINTER(bac_netlist), c_void_p, c_bool, POINTER(bac_times), c_void_p, c_void_p, POINTER(bac_error)]
bac_times_settle.restype = c_int
bac_trace_clock = bacsim.bac_trace_clock
bac_trace_clock.argtypes = [c_void_p, c_void_p]
bac_trace_clock.restype = None
bac_trace_close = bacsim.bac_trace_close
bac_trace_close.argtypes = [c_void_p]
bac_trace_close.restype = None
bac_trace_open = bacsim.bac_trace_open
bac_trace_open.argtypes = [c_void_p, POINTER(bac_netlist), c_uint64, POINTER(c_void_p), POINTER(bac_error)]
bac_trace_open.restype = c_int
bac_trace_watch = bacsim.bac_trace_watch
bac_trace_watch.argtypes = [c_void_p, c_void_p]
bac_trace_watch.restype = None
bac_type_hi = bac.bac_type_hi
bac_type_hi.argtypes = [bac_type]
bac_type_hi.restype = c_int64
bac_type_lo = bac.bac_type_lo
bac_type_lo.argtypes = [bac_type]
bac_type_lo.restype = c_int64
bac_type_of_range = bac.bac_type_of_range
bac_type_of_range.argtypes = [c_int64, c_int64]
bac_type_of_range.restype = bac_type
