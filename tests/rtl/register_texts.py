"""register_texts.py MAP.json TEXT.rdl TEXT.xml: the SystemRDL and the IP-XACT text, read, are the map.

The SystemRDL is read by the grammar below, the part of SystemRDL 2.0 (Accellera) that the text uses: names, property names,
kinds of values, numbers and the order of an instance's parts are checked. No SystemRDL compiler has read it: Debian has none."""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

TOKEN = re.compile(r'\s+|//[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*"|0x[0-9a-fA-F]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*|\+=|[{}\[\]:;=@])',
                   re.DOTALL)
RESERVED = {"addrmap", "reg", "field", "regfile", "mem", "signal", "property", "enum", "default", "external", "internal"}
ACCESS = {"rw", "r", "w", "rw1", "w1", "na"}
ON_WRITE = {"woset", "woclr", "wot", "wzs", "wzc", "wzt", "wclr", "wset", "wuser"}
PROPERTIES = {  # of what, and the values it takes: a type, or a set of words
    "addrmap": {"name": str, "desc": str}, "reg": {"name": str, "desc": str, "regwidth": int, "accesswidth": int},
    "field": {"name": str, "desc": str, "sw": ACCESS, "hw": ACCESS, "onwrite": ON_WRITE}}


class Rdl:
    """Recursive descent; a message names the line."""

    def __init__(self, text):
        self.tokens, at = [], 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise SystemExit(f"rdl line {text.count(chr(10), 0, at) + 1}: no token: {text[at:at + 20]!r}")
            if found[1]:
                self.tokens.append((found[1], text.count("\n", 0, at) + 1))
            at = found.end()
        self.tokens.append(("end of the text", text.count("\n") + 1))
        self.at = 0

    def refuse(self, wanted):
        raise SystemExit(f"rdl line {self.tokens[self.at][1]}: {wanted} expected, not {self.tokens[self.at][0]}")

    def peek(self):
        return self.tokens[self.at][0]

    def take(self, wanted):
        if self.peek() != wanted:
            self.refuse(wanted)
        self.at += 1

    def name(self):
        word = self.peek()
        if not re.fullmatch(r"[A-Za-z_]\w*", word) or word in RESERVED:
            self.refuse("a name")
        self.at += 1
        return word

    def number(self):
        if not re.fullmatch(r"0x[0-9a-fA-F]+|[0-9]+", self.peek()):
            self.refuse("a number")
        self.at += 1
        return int(self.tokens[self.at - 1][0], 0)

    def properties(self, of, inner):
        """{ name = value; ... and what `inner` reads }"""
        have, default = {}, {}
        self.take("{")
        while self.peek() != "}":
            if inner and self.peek() == inner.__name__:
                inner(have)
                continue
            into, kinds = have, PROPERTIES[of]
            if self.peek() == "default":
                self.at += 1
                into, kinds = default, {k: v for kind in PROPERTIES.values() for k, v in kind.items()}
            key = self.name()
            if key not in kinds or key in into:
                self.at -= 1
                self.refuse(f"a new property of {of}")
            self.take("=")
            if kinds[key] is str:
                if self.peek()[0] != '"':
                    self.refuse("a text")
                into[key] = self.peek()[1:-1]
                self.at += 1
            elif kinds[key] is int:
                into[key] = self.number()
            else:
                if self.peek() not in kinds[key]:
                    self.refuse(f"one of {sorted(kinds[key])}")
                into[key] = self.name()
            self.take(";")
        self.take("}")
        return have, default

    def read(self):
        registers, names = [], set()

        def reg(_):
            fields = []

            def field(_):
                self.take("field")
                have, _ = self.properties("field", None)
                name = self.name()
                self.take("[")
                high = self.number()
                self.take(":")
                low = self.number()
                self.take("]")
                self.take("=")
                value = self.number()
                self.take(";")
                fields.append({"name": name, "lsb": low, "bits": high - low + 1, "reset": value, **have})

            self.take("reg")
            have, _ = self.properties("reg", field)
            name, count, step = self.name(), 1, 4
            if self.peek() == "[":
                self.at += 1
                count = self.number()
                self.take("]")
            self.take("@")
            offset = self.number()
            if self.peek() == "+=":
                self.at += 1
                step = self.number()
            self.take(";")
            if name in names or step != 4:
                self.refuse("another name, a step of 4,")
            names.add(name)
            registers.append({"name": name, "offset": offset, "count": count, "about": have["desc"], "fields": fields})

        self.take("addrmap")
        name = self.name()
        _, default = self.properties("addrmap", reg)
        self.take(";")
        self.take("end of the text")
        if default != {"regwidth": 32, "accesswidth": 32}:
            raise SystemExit(f"rdl: registers of 32 bits are not its default: {default}")
        return name, registers


def rdl_access(field):
    return {("r", None): "ro", ("rw", None): "rw", ("rw", "woclr"): "w1c", ("rw", "woset"): "wo"}[
        field["sw"], field.get("onwrite")]


def xml_access(field):
    return {("read-only", None): "ro", ("read-write", None): "rw", ("read-write", "oneToClear"): "w1c",
            ("read-write", "oneToSet"): "wo"}[field("access"), field("modifiedWriteValue")]


def read_xml(path):
    space = "{http://www.accellera.org/XMLSchema/IPXACT/1685-2014}"
    number = lambda text: int(text.replace("'h", "0x"), 0)
    registers = []
    for r in ElementTree.parse(path).getroot().iter(space + "register"):
        of = lambda key: r.findtext(space + key)
        fields = []
        for f in r.findall(space + "field"):
            get = lambda key: f.findtext(space + key)
            fields.append({"name": get("name"), "lsb": number(get("bitOffset")), "bits": number(get("bitWidth")),
                           "reset": number(f.findtext(f".//{space}value")), "access": xml_access(get),
                           "about": get("description")})
        registers.append({"name": of("name"), "offset": number(of("addressOffset")), "count": int(of("dim") or 1),
                          "about": of("description"), "fields": fields})
    return registers


def wanted(description):
    registers = []
    for r in description["registers"]:
        reset = r.get("reset", 0)
        whole = {"name": "VALUE", "lsb": 0, "bits": 32, "about": r["about"]}
        fields = [{"name": f["name"], "lsb": f["lsb"], "bits": f["bits"], "about": f["about"],
                   "access": f.get("access", r["access"]), "reset": reset >> f["lsb"] & (1 << f["bits"]) - 1}
                  for f in r.get("fields", [whole])]
        registers.append({"name": r["name"], "offset": r["offset"], "count": r.get("count", 1), "about": r["about"],
                          "fields": fields})
    return registers


def compare(what, got, want):
    for one, other in zip(want, got):
        if one != other:
            raise SystemExit(f"{what}: {one['name']}: {other}, but the map says {one}")
    if len(got) != len(want):
        raise SystemExit(f"{what}: {len(got)} registers, the map has {len(want)}")


def main(map_path, rdl_path, xml_path):
    with open(map_path, encoding="utf-8") as file:
        description = json.load(file)
    with open(rdl_path, encoding="utf-8") as file:
        name, registers = Rdl(file.read()).read()
    if name != description["name"]:
        raise SystemExit(f"rdl: addrmap {name}, but the map is {description['name']}")
    for r in registers:
        r["fields"] = [{"name": f["name"], "lsb": f["lsb"], "bits": f["bits"], "about": f["desc"], "access": rdl_access(f),
                        "reset": f["reset"]} for f in r["fields"]]
    compare("rdl", registers, wanted(description))
    compare("xml", read_xml(xml_path), wanted(description))
    print(f"{len(registers)} registers, {sum(len(r['fields']) for r in registers)} fields, read twice")


if __name__ == "__main__":
    main(*sys.argv[1:])
