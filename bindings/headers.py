#!/usr/bin/env python3
"""The public headers as data: what the shared libraries promise, and the ctypes that Python needs.

    headers.py abi LIBRARY      sizes, offsets, constants and prototypes of lib<LIBRARY>.so, a line each
    headers.py ctypes           the text of bindings/python/bac/_c.py

The headers are preprocessed ($CC, cc), read with a grammar that knows only the C that they use (a line
that it does not know stops it), and measured by a C program that prints sizeof and offsetof.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADERS = {
    "bac": ["model/bac.h"],
    "bacsim": ["hw/netlist/netlist.h", "hw/plan/plan.h", "hw/compile.h", "hw/schedule/times.h",
               "hw/size/size.h", "hw/explore/explore.h", "sim/stall.h", "sim/machine.h",
               "sim/chip.h", "sim/flow.h", "sim/trace.h"],
    "baconnx": ["onnx/import/import.h"],
}
# Read, but no library's: structs that a public header passes on.
BESIDE = {"hw/stages/kind.h": {"bac_wires"}}
FOLDERS = ["model", "hw", "hw/netlist", "hw/plan", "hw/schedule", "hw/size", "hw/explore", "hw/stages",
           "sim", "onnx/import"]
CC = os.environ.get("CC", "cc")
INCLUDES = [f"-I{ROOT / folder}" for folder in FOLDERS]


class Declarations:
    """structs: name to fields [(type, name, dims)]; enums: name to constants; functions: name to
    (returned type, [parameter types]); fns: types of functions, likewise; opaque: names of structs."""

    def __init__(self):
        self.structs, self.enums, self.functions, self.fns = {}, {}, {}, {}
        self.constants, self.opaque = [], set()


def preprocessed(header):
    """The lines of the header itself, without comments and attributes."""
    text = subprocess.run([CC, "-E", "-std=c17", *INCLUDES, str(ROOT / header)], check=True,
                          capture_output=True, text=True).stdout
    lines, ours = [], False
    for line in text.splitlines():
        mark = re.match(r'# \d+ "([^"]*)"', line)
        if mark:
            ours = os.path.realpath(mark[1]) == os.path.realpath(ROOT / header)
        elif ours and not line.startswith("#"):
            lines.append(line)
    text = re.sub(r"__attribute__\s*\(\(.*?\)\)(?=[;\s])", "", " ".join(lines))
    return re.sub(r"\s+", " ", text)


def statements(text):
    """Declarations up to their semicolon, braces and all; bodies of inline functions are dropped."""
    depth, begin = 0, 0
    for i, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0 and (char == ";" or (char == "}" and "static inline" in text[begin:i])):
            yield text[begin:i + 1].strip().rstrip(";").strip()
            begin = i + 1
    if text[begin:].strip():
        raise SystemExit(f"headers.py: a declaration without its end: {text[begin:].strip()}")


def declarator(text):
    """'const char *name[8]' as (type, name, dims)."""
    function = re.fullmatch(r"(.+?) ?\(\*(\w+)\)\((.*)\)", text)
    if function:
        return "void *", function[2], []
    dims = re.findall(r"\[([^]]*)\]", text)
    text = re.sub(r"\[[^]]*\]", "", text).strip()
    match = re.fullmatch(r"(.*?)(\w+)", text)
    if not match:
        return text, "", dims
    kind, name = match[1].strip(), match[2]
    return (kind, name, dims) if kind else (name, "", dims)  # a parameter without a name


def fields_of(body):
    fields = []
    for line in filter(None, (part.strip() for part in re.split(r";", body))):
        first, *more = [part.strip() for part in re.split(r",(?![^(]*\))", line)]
        kind, name, dims = declarator(first)
        fields.append((normal(kind), name, dims))
        base = kind.rstrip("* ")
        for other in more:
            stars = len(other) - len(other.lstrip("*"))
            _, name, dims = declarator("x " + other.lstrip("*"))
            fields.append((normal(base + " " + "*" * stars), name, dims))
    return fields


def normal(kind):
    kind = re.sub(r"\b(struct|enum)\b ", "", kind)
    return re.sub(r"\s*\*", " *", re.sub(r"\s+", " ", kind)).replace("* *", "**").strip()


def parameters(text):
    if text.strip() in ("void", ""):
        return []
    kinds = []
    for part in re.split(r",(?![^(]*\))", text):
        kind, _, dims = declarator(part.strip())
        kinds.append(normal(kind) + ("[]" if dims else ""))
    return kinds


def read(header, into, only=None):
    for text in statements(preprocessed(header)):
        text = re.sub(r'^extern "C" \{ ?', "", text).strip("} ") if text.startswith("extern") else text
        struct = re.fullmatch(r"typedef struct (\w+) \{(.*)\} (\w+)", text)
        enum = re.fullmatch(r"(?:typedef )?enum(?: (\w+))? \{(.*)\}(?: (\w+))?", text)
        function = re.fullmatch(r"(typedef )?(.+?)(\w+)\((.*)\)", text)
        if struct:
            if not only or struct[1] in only:
                into.structs[struct[1]] = fields_of(struct[2])
        elif only is not None:
            continue
        elif enum:
            names = [part.split("=")[0].strip() for part in enum[2].split(",") if part.strip()]
            into.constants += names
            if enum[3]:
                into.enums[enum[3]] = names
        elif re.fullmatch(r"(typedef )?struct \w+( \w+)?", text):
            into.opaque.add(text.split()[-1])
        elif text.startswith("static inline") or not text:
            continue
        elif function:
            where = into.fns if function[1] else into.functions
            where[function[3]] = (normal(function[2]), parameters(function[4]))
        elif re.fullmatch(r"bac_watch_fn \w+", text):  # a function, declared by its type
            into.functions[text.split()[1]] = into.fns["bac_watch_fn"]
        else:
            raise SystemExit(f"headers.py: {header}: cannot read: {text}")


def declarations(library, everything=False):
    into = Declarations()
    for name, headers in HEADERS.items():
        if everything or name == library:
            for header in headers:
                for beside, only in BESIDE.items():
                    if header == "sim/machine.h":
                        read(beside, into, only)
                read(header, into)
    into.opaque -= set(into.structs)
    return into


def measured(library, of):
    """name or struct.field to its number: sizeof, offsetof, value."""
    lines = [f'#include "{Path(header).name}"' for header in HEADERS[library]]
    lines += ["#include <stdio.h>", "int main(void) {"]
    for struct, fields in of.structs.items():
        lines.append(f'printf("{struct} %zu\\n", sizeof({struct}));')
        for _, name, _ in fields:
            lines.append(f'printf("{struct}.{name} %zu\\n", offsetof({struct}, {name}));')
            lines.append(f'printf("{struct}.{name}[] %zu\\n", sizeof((({struct} *)0)->{name}));')
    for name in of.constants:
        lines.append(f'printf("{name} %lld\\n", (long long){name});')
    lines += ["return 0; }"]
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "m.c"), Path(folder, "m")
        source.write_text("\n".join(lines))
        subprocess.run([CC, "-std=c17", *INCLUDES, "-o", str(program), str(source)], check=True)
        text = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    return {name: int(number) for name, number in (line.split() for line in text.splitlines())}


def abi(library):
    of = declarations(library)
    number = measured(library, of)
    for name, (returned, kinds) in sorted(of.functions.items()):
        print(f"function {returned} {name}({', '.join(kinds)})")
    for name, (returned, kinds) in sorted(of.fns.items()):
        print(f"type {returned} {name}({', '.join(kinds)})")
    for struct, fields in sorted(of.structs.items()):
        print(f"struct {struct}: {number[struct]} bytes")
        for kind, name, dims in fields:
            many = "".join(f"[{dim}]" for dim in dims)
            print(f"field {struct}.{name}: {kind}{many} at {number[f'{struct}.{name}']}")
    for name in of.constants:
        print(f"constant {name} = {number[name]}")


# ---- ctypes

PLAIN = {"int": "c_int", "char": "c_char", "bool": "c_bool", "_Bool": "c_bool", "double": "c_double", "float": "c_float",
         "unsigned": "c_uint", "size_t": "c_size_t", "uint8_t": "c_uint8", "uint16_t": "c_uint16",
         "uint32_t": "c_uint32", "uint64_t": "c_uint64", "int8_t": "c_int8", "int16_t": "c_int16",
         "int32_t": "c_int32", "int64_t": "c_int64"}


def ctype(kind, of, field=False):
    """Pointers to numbers are c_void_p, for numpy's addresses; strings that C owns are c_char_p."""
    base = kind.replace("const ", "").replace(" const", "")
    stars, base = base.count("*"), base.rstrip("* []")
    if kind.endswith("[]"):
        return "c_char_p" if base == "char" else "c_void_p"
    if base in of.fns:
        return base
    if base in of.enums:
        base, plain = "int", "c_int"
    plain = PLAIN.get(base)
    if stars == 0:
        return "None" if base == "void" else plain or base
    if base == "char" and kind.startswith("const") and stars == 1:
        return "c_char_p"
    if base == "char" and stars == 2:
        return "POINTER(c_char_p)" if kind.startswith("const") else "POINTER(c_void_p)"
    if base in of.structs:
        return "POINTER(" * stars + base + ")" * stars
    if base in of.opaque and stars == 2:
        return "POINTER(c_void_p)"
    if plain and field and base != "char" and stars == 1:
        return f"POINTER({plain})"
    return "c_void_p" if stars == 1 else "POINTER(c_void_p)"


def ordered(structs):
    """Structs behind those that they hold."""
    done = []

    def put(name):
        if name in done:
            return
        for kind, _, _ in structs[name]:
            base = kind.replace("const ", "").rstrip("* ")
            if base in structs and base != name:
                put(base)
        done.append(name)

    for name in structs:
        put(name)
    return done


def ctypes_text():
    of = declarations("", everything=True)
    number, library_of = {}, {}
    for library in HEADERS:
        own = declarations(library)
        number.update(measured(library, own))
        library_of.update({name: library for name in own.functions})
    print('"""The C interface, made from the public headers by bindings/headers.py: do not edit."""')
    print("from ctypes import (CFUNCTYPE, POINTER, Structure, c_bool, c_char, c_char_p, c_double, c_float, c_int,\n"
          "                    c_int32, c_int64, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p)\n")
    print("from ._find import library\n")
    for library in HEADERS:
        print(f'{library} = library("{library}")')
    print()
    for name in of.constants:
        print(f"{name} = {number[name]}")
    print()
    for name in ordered(of.structs):
        print(f"\n\nclass {name}(Structure):\n    pass")
    print("\n")
    for name, (returned, kinds) in sorted(of.fns.items()):
        words = [ctype(returned, of)] + [ctype(kind, of) for kind in kinds]
        print(f"{name} = CFUNCTYPE({', '.join(words)})")
    for name in ordered(of.structs):
        print(f"\n{name}._fields_ = [")
        for kind, field, dims in of.structs[name]:
            word = ctype(kind, of, field=True)
            if dims:
                bytes_each = {"char": 1, "uint32_t": 4, "uint64_t": 8, "int64_t": 8}[kind]
                word += f" * {number[f'{name}.{field}[]'] // bytes_each}"
            print(f'    ("{field}", {word}),')
        print("]")
    print()
    for name, (returned, kinds) in sorted(of.functions.items()):
        if "..." in kinds or "va_list" in kinds:
            continue
        print(f"{name} = {library_of[name]}.{name}")
        print(f"{name}.argtypes = [{', '.join(ctype(kind, of) for kind in kinds)}]")
        print(f"{name}.restype = {ctype(returned, of)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["abi"] and len(sys.argv) == 3 and sys.argv[2] in HEADERS:
        abi(sys.argv[2])
    elif sys.argv[1:] == ["ctypes"]:
        ctypes_text()
    else:
        raise SystemExit(__doc__)
