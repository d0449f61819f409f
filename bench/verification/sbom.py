#!/usr/bin/env python3
"""sbom.py - the bill of materials of this build: what the project is built, run and tested with, as CycloneDX 1.4 JSON.

  sbom.py [-o FILE] [BAC]     default: standard output, build/release/bac

Components: Debian packages. `required` are those that ./run installs to build, and those whose shared libraries
the binary BAC loads; `optional` those that only place and route or the tests need. Each has the installed version,
the source package, the licences that Debian's copyright file names, and why it is there. Nothing in it depends on
the time or the place: equal packages give equal bytes. Exit status 1: a required package is not installed.
"""
import argparse
import json
import os
import re
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
LISTS = {"build_packages": "build", "route_packages": "place and route", "test_packages": "tests"}


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def wanted():
    """{package: purposes} of the lists in ./run."""
    text = open(os.path.join(ROOT, "run")).read()
    result = {}
    for name, purpose in LISTS.items():
        for package in re.search(rf'^{name}="([^"]*)"', text, re.M).group(1).split():
            result.setdefault(package, []).append(purpose)
    return result


def linked(binary):
    """The packages of the shared libraries that a binary loads."""
    paths = [os.path.realpath(p) for p in re.findall(r"(/\S+) \(0x", said("ldd", binary))]
    names = {n for p in paths for n in (p, p.replace("/usr/", "/", 1))}
    owners = said("dpkg-query", "-S", *sorted(names)) if names else ""
    return sorted({line.split(":")[0] for line in owners.splitlines()})


def installed(package):
    """Version, architecture and source package, or None."""
    fields = "${db:Status-Status}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n"
    for line in said("dpkg-query", "-W", "-f", fields, package).splitlines():
        status, *rest = line.split("\t")
        if status.startswith("installed"):
            return rest
    return None


def licences(package):
    path = f"/usr/share/doc/{package}/copyright"
    if not os.path.exists(path):
        return []
    text = open(path, errors="replace").read()
    return sorted(set(re.findall(r"^License: *(\S[^\n]*?) *$", text, re.M)))


def component(package, purposes):
    version, architecture, source, source_version = installed(package)
    result = {
        "type": "library" if package.startswith("lib") else "application",
        "bom-ref": f"{package}@{version}",
        "name": package,
        "version": version,
        "scope": "required" if {"build", "linked"} & set(purposes) else "optional",
        "purl": f"pkg:deb/debian/{package}@{version}?arch={architecture}",
        "properties": [{"name": "purpose", "value": p} for p in purposes]
        + [{"name": "source", "value": f"{source} {source_version}"}],
    }
    names = licences(package)
    if names:
        result["licenses"] = [{"license": {"name": name}} for name in names]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bac", nargs="?", default=os.path.join(ROOT, "build/release/bac"))
    parser.add_argument("-o", "--output")
    words = parser.parse_args()
    if not os.path.exists(words.bac):
        sys.exit(f"sbom.py: {words.bac} does not exist; build it: ./run build")
    packages = wanted()
    for package in linked(words.bac):
        packages.setdefault(package, []).append("linked")
    missing = sorted(p for p in packages if not installed(p))
    needed = [p for p in missing if {"build", "linked"} & set(packages[p])]
    version = re.search(r"project\(bac VERSION (\S+)", open(os.path.join(ROOT, "CMakeLists.txt")).read()).group(1)
    components = [component(p, packages[p]) for p in sorted(packages) if p not in missing]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "bac", "name": "bac", "version": version}},
        "components": components,
        "dependencies": [{"ref": "bac", "dependsOn": [c["bom-ref"] for c in components if c["scope"] == "required"]}],
    }
    text = json.dumps(bill, indent=1) + "\n"
    if words.output:
        with open(words.output + ".part", "w") as out:
            out.write(text)
        os.rename(words.output + ".part", words.output)
        required = sum(c["scope"] == "required" for c in components)
        print(f"{len(components)} packages, {required} of them required, {len(missing)} not installed: {words.output}")
    else:
        print(text, end="")
    for package in missing:
        print(f"sbom.py: {package} is not installed: apt-get install {package}", file=sys.stderr)
    return 1 if needed else 0


if __name__ == "__main__":
    sys.exit(main())
