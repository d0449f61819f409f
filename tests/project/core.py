"""core.py SCHEMA CORE : CORE keeps the rules of SCHEMA, names files that exist and filesets that it has."""

import json
import os
import sys

import jsonschema
import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    first = file.readline()
    core = yaml.safe_load(file)
if first != "CAPI=2:\n":
    sys.exit(f"the first line is {first!r}")
# The whole file, its first line included, is one document to FuseSoC.
with open(sys.argv[2], encoding="utf-8") as file:
    whole = yaml.safe_load(file)
if whole != {"CAPI=2": None, **core}:
    sys.exit("with its first line it reads as something else")
try:
    jsonschema.validate(core, schema)
except jsonschema.ValidationError as error:
    sys.exit(f"{'/'.join(map(str, error.absolute_path))}: {error.message}")

folder = os.path.dirname(sys.argv[2])
for name, fileset in core["filesets"].items():
    for entry in fileset["files"]:
        path, options = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
        if not os.path.isfile(os.path.join(folder, path)):
            sys.exit(f"fileset {name}: no file {path}")
        kind = options.get("file_type", fileset.get("file_type"))
        if not kind:
            sys.exit(f"fileset {name}: {path} has no type")
        if kind in ("mem", "user") and options.get("copyto") != path:
            sys.exit(f"fileset {name}: {path} is read by its name, but not copied to it")
for name, target in core["targets"].items():
    for fileset in target["filesets"]:
        if fileset not in core["filesets"]:
            sys.exit(f"target {name}: no fileset {fileset}")
print(core["name"], len(core["filesets"]["rtl"]["files"]), " ".join(core["targets"]))
