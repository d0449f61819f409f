#!/usr/bin/env python3
"""rtl_mutants.py - mutants of the Verilog in rtl/, all in one netlist, selected by +bac_mutant=N at run time.

  rtl_mutants.py list --seed S --count N >golden/mutants/rtl.csv     draw a list
  rtl_mutants.py build DIR                                          the benches with all mutants of rtl.csv
  rtl_mutants.py judge DIR [--jobs N] [--only A:B]                  run the benches that hold each, until one fails

Benches: co-simulations of the networks and plans below (bac cosim: values, handshakes, clocks, under stalls), random
networks at their pins in Icarus (tests/differential: pauses, resets, wrong tlast), and the benches of tests/rtl.
DIR/verdicts.csv gets a line a mutant: killed by a bench, by a time-out, or alive; judging goes on where it was
interrupted. A mutant whose run is unclear is alive. golden/mutants/rtl.same lists those that act as the original, with
the reason; they are not judged. Exit status 1 below 99 % killed. Needs build/release.
"""
import collections
import csv
import glob
import json
import math
import os
import re
import shutil
import subprocess
import sys
import time

import rtl_sites
import verdicts

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
LIST = os.path.join(ROOT, "golden/mutants/rtl.csv")
SAME = os.path.join(ROOT, "golden/mutants/rtl.same")
BUILD = os.path.join(ROOT, "build/release")
TARGET = 0.99
LONG = 20  # a recorded run of more seconds is left out
LEFT_OUT = ("rtl/board/",)  # tested against a pseudo terminal in real time (tests/board)
TINY = ("tests/nets/tiny.bnet", "tests/sim/cosim/tiny-frames.npy", 6)
STALLS = ["none", "random:40", "burst:3", "block:50", "starve:30"]
# Of the seeds 1 to 150 those whose instances have the most parameters that no other's have.
SEEDS = (3, 7, 11, 12, 19, 22, 23, 24, 27, 31, 33, 53, 56, 60, 65, 66, 67, 68, 72, 75, 77, 80, 83, 87, 98, 107, 113,
         114, 116, 118, 124, 135, 138, 140, 141, 144, 147, 149, 440, 548, 568, 965)
SLOW = (27, 141)
MANY, FEW = 40, 4  # frames of a random network, so that a blocked output fills the first stages too; of a slow one
# name: network, frames, how many, options of bac plan; or the seed of a random network and of its random plan, and
# FIFOs of other depths
COSIMS = {
    "tiny-unrolled": (*TINY, []),
    "tiny-serial": (*TINY, ["--style", "serial"]),
    "tiny-folded": (*TINY, ["--style", "folded"]),
    "tiny-wide": (*TINY, ["--samples-per-clock", "4"]),
    "tiny-shared": (*TINY, ["--style", "shared"]),
    **{f"random-{seed}": (seed,) for seed in SEEDS},
    "random-568-shallow": (568, "conv_1_fifo=1"),  # the digits of a sample come with gaps
}
PINS = (*range(1, 401), 421, 433, 439, 496, 504, 542, 545, 551, 570, 574, 604, 616, 738, 833, 844,
        979, 1164, 1319, 1583, 1613, 1692, 3368)  # about half of them are left out
SPRAM = 102  # once more with BAC_SPRAM
# Scripts whose runs of vvp are recorded: name, script, arguments, modules' folder
SCRIPTS = {
    "axi": ("tests/rtl/axi.sh", [os.path.join(ROOT, TINY[0]), os.path.join(ROOT, TINY[1])]),
    "result": ("tests/rtl/result.sh", []),
    "serial_sum": ("tests/rtl/serial_sum.sh", []),
    "serial_search": ("tests/rtl/serial_search.sh", []),
}
WRAPPED = ("axi", "result")  # what is in their networks is judged by co-simulation


def modules():
    for path in sorted(glob.glob(os.path.join(ROOT, "rtl/*/*.v"))):
        name = os.path.relpath(path, ROOT)
        if not name.startswith(LEFT_OUT):
            yield name, open(path).read()


def draw(seed, count):
    everything = [(path, text, site) for path, text in modules() for site in rtl_sites.sites(text)[0]]
    verdicts.draw(everything, seed, count)
    return 0


# ---- one library that holds all mutants

def plant(library):
    """Copies rtl/ to `library` with every mutant of the list in its place."""
    shutil.copytree(os.path.join(ROOT, "rtl"), library)
    by_file = {}
    for m in verdicts.read_list(LIST):
        by_file.setdefault(m["file"], {}).setdefault((int(m["begin"]), int(m["end"])), []).append(m)
    for path, places in by_file.items():
        name = os.path.join(library, os.path.relpath(path, "rtl"))
        text = open(name).read()
        body = rtl_sites.sites(text)[1]
        for (begin, end), mutants in sorted(places.items(), reverse=True):
            was = text[begin:end]
            chosen = was if len(was.split()) == 1 else f"({was})"
            for m in mutants:
                if was != m["expression"]:
                    sys.exit(f"{path}:{m['line']}: mutant {m['id']} is not where the list says; draw the list anew")
                chosen = f"((bac_mutant == {m['id']}) ? ({m['mutant']}) : {chosen})"
            text = text[:begin] + chosen + text[end:]
        text = (text[:body] + "\n    integer bac_mutant;\n"
                "    initial if (!$value$plusargs(\"bac_mutant=%d\", bac_mutant)) bac_mutant = 0;\n" + text[body:])
        open(name, "w").write(text)


def instances(folder):
    """The modules of rtl/ that the Verilog in a folder of bac rtl instantiates, at any depth."""
    text = {os.path.basename(p)[:-2]: open(p).read() for p in glob.glob(os.path.join(folder, "**/*.v"), recursive=True)}
    todo, found = ["bac_top"], set()
    while todo:
        for name in set(re.findall(r"\bbac_\w+", text.get(todo.pop(), ""))) & set(text) - found:
            found.add(name)
            todo.append(name)
    return sorted(found)


def bac(*words, **more):
    return subprocess.run([os.path.join(BUILD, "bac"), *words], check=True, stdout=subprocess.DEVNULL, **more)


def cosim_bench(folder, library, what):
    """The command of each stall pattern, the modules that it holds, and its folder."""
    os.makedirs(folder)
    plan, rtl = os.path.join(folder, "plan.cfg"), os.path.join(folder, "rtl")
    if isinstance(what[0], int):
        net, frames = os.path.join(folder, "net.bnet"), os.path.join(folder, "frames.npy")
        count = FEW if what[0] in SLOW else MANY
        subprocess.run([os.path.join(BUILD, "tests/rtl/random_bnet"), str(what[0]), str(count), net, frames],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run([os.path.join(BUILD, "tests/sim/cosim/random_plan"), str(what[0]), net, plan], check=True,
                       stdout=subprocess.DEVNULL)
        for depth in what[1:]:
            bac("plan", net, "--plan", plan, "--fifo", depth, "-o", plan)
    else:
        net, frames, count = os.path.join(ROOT, what[0]), os.path.join(ROOT, what[1]), what[2]
        bac("plan", net, *what[3], "-o", plan)
    bac("rtl", net, "--plan", plan, "--library", library, "-o", rtl)
    cache = os.path.join(folder, "cache")
    bac("cosim", net, frames, "--rtl", rtl, "--frames", "0:1", env=dict(os.environ, BAC_CACHE=cache))
    model = glob.glob(os.path.join(cache, "*-plain"))[0]
    # What bac cosim ends with: all before that takes longer than these runs.
    return [[os.path.join(model, "bench"), "--net", net, "--input", frames, "--stall", stall, "--seed", "1",
             "--frames", f"0:{count}", "--command", "-", "--jobs", "1", "+bac_mutant="]
            for stall in STALLS], instances(rtl), os.path.join(model, "rtl")


def pins_bench(folder, library, seed, define=()):
    """The command and the modules that it holds; nothing if this seed is left out."""
    os.makedirs(folder)
    if subprocess.run([os.path.join(BUILD, "tests/differential/four_way"), str(seed), folder], capture_output=True,
                      check=False).returncode != 0:
        shutil.rmtree(folder)
        return None
    for path in glob.glob(os.path.join(library, "*/*.v")):
        if os.path.exists(os.path.join(folder, "rtl", os.path.basename(path))):
            shutil.copy(path, os.path.join(folder, "rtl"))
    defines = [*open(os.path.join(folder, "tb.defines")).read().split(), *define]
    subprocess.run(["iverilog", "-g2005", "-I.", "-o", "tb.vvp", "-s", "tb_pins", *defines, "-f", "bac_top.f",
                    os.path.join(ROOT, "tests/differential/tb_pins.v")], cwd=folder, check=True, capture_output=True)
    return ["vvp", "-n", "tb.vvp", "+bac_mutant="], instances(folder)


SHIM = """#!/bin/sh
# Keeps a copy of what is run, and its words.
n=$(ls "$KEPT" | wc -l)
for word in "$@"; do case $word in *.vvp) cp "$word" "$KEPT/$n.vvp"; set -- "$@" "$KEPT/$n.vvp" ;; *) set -- "$@" "$word" ;; esac; shift; done
for word in "$@"; do case $word in +*=/*) cp "${word#*=}" "$KEPT/$n.${word%%=*}"; set -- "$@" "${word%%=*}=$KEPT/$n.${word%%=*}" ;; *) set -- "$@" "$word" ;; esac; shift; done
cp -r "$PWD" "$KEPT/$n.folder" 2>/dev/null
printf '%s\\n' "$@" >"$KEPT/$n.words"
exec VVP "$@"
"""


def script_benches(folder, tree, script, words):
    """The runs of vvp of a script of tests/rtl that end with PASS: their commands and folders."""
    os.makedirs(os.path.join(folder, "kept"))
    os.makedirs(os.path.join(folder, "bin"))
    shim = os.path.join(folder, "bin/vvp")
    open(shim, "w").write(SHIM.replace("VVP", shutil.which("vvp")))
    os.chmod(shim, 0o755)
    environment = dict(os.environ, ROOT=tree, BAC=os.path.join(BUILD, "bac"), TOOLS=os.path.join(BUILD, "tests/tools"),
                       KEPT=os.path.join(folder, "kept"), PATH=os.path.join(folder, "bin") + ":" + os.environ["PATH"])
    here = os.path.join(folder, "here")  # what a run needs of its folder is copied: not the repository
    os.makedirs(here)
    with open(os.path.join(folder, "log"), "w") as log:
        subprocess.run(["sh", os.path.join(tree, script), *words], cwd=here, env=environment, stdout=log, stderr=log,
                       check=False)
    for path in sorted(glob.glob(os.path.join(folder, "kept/*.words"))):
        command = ["vvp", *open(path).read().splitlines()]
        place = path[:-6] + ".folder"
        try:
            said = subprocess.run(command, cwd=place, capture_output=True, check=False, timeout=LONG).stdout
        except subprocess.TimeoutExpired:
            continue
        if re.search(rb"^PASS", said, re.M):
            yield command + ["+bac_mutant="], place


def build(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    library = os.path.join(folder, "rtl")
    plant(library)
    benches = []
    for name, what in COSIMS.items():
        commands, holds, place = cosim_bench(os.path.join(folder, name), library, what)
        for command, stall in zip(commands, STALLS):
            benches.append({"name": f"{name} {stall}", "command": command, "holds": holds, "folder": place})
    for seed, define in [*((seed, []) for seed in PINS), (SPRAM, ["-DBAC_SPRAM"])]:
        place = os.path.join(folder, "".join([f"pins-{seed}", *define]))
        bench = pins_bench(place, library, seed, define)
        if bench:
            name = " ".join([f"pins {seed}", *define])
            benches.append({"name": name, "command": bench[0], "holds": bench[1], "folder": place})
    tree = os.path.join(folder, "tree")  # the repository, with this library
    os.makedirs(tree)
    for entry in os.listdir(ROOT):
        if entry not in ("rtl", "build", ".git"):
            os.symlink(os.path.join(ROOT, entry), os.path.join(tree, entry))
    os.symlink(library, os.path.join(tree, "rtl"))
    for name, (script, words) in SCRIPTS.items():
        for i, (command, place) in enumerate(script_benches(os.path.join(folder, name), tree, script, words)):
            kept = open(command[2] if command[1] == "-n" else command[1]).read()
            holds = {m for m in re.findall(r"\bbac_\w+", kept)}
            if name in WRAPPED:
                holds &= {os.path.basename(p)[:-2] for p in glob.glob(os.path.join(ROOT, "rtl/wrap/*.v"))}
            benches.append({"name": f"{name} {i}", "command": command, "holds": sorted(holds), "folder": place})
    fit = []
    for b in benches:
        verdict, b["seconds"] = run(b, 0, 600)
        if verdict == "pass":
            fit.append(b)
        print(f"{b['name']}: {verdict}, {b['seconds']:.2f} s", file=sys.stderr, flush=True)
    json.dump(fit, open(os.path.join(folder, "benches.json"), "w"), indent=1)
    return 0 if len(fit) == len(benches) else 1


# ---- judging

def run(bench, number, limit):
    """'pass', 'fail' or 'time', and the seconds. limit: seconds of processor time."""
    command = [*bench["command"][:-1], bench["command"][-1] + str(number)]
    command = ["sh", "-c", f'ulimit -t {math.ceil(limit)}; exec "$@"', "sh", *command]
    begin = time.monotonic()
    try:
        done = subprocess.run(command, cwd=bench["folder"], capture_output=True, timeout=60 * limit, check=False)
    except subprocess.TimeoutExpired:
        return "time", time.monotonic() - begin
    passed = done.returncode == 0 and (bench["command"][0] != "vvp" or re.search(rb"^PASS", done.stdout, re.M))
    if done.returncode in (-9, -24, 137, 152):
        return "time", time.monotonic() - begin
    return "pass" if passed else "fail", time.monotonic() - begin


def judge(folder, span, jobs):
    os.environ["SYSTEMC_DISABLE_COPYRIGHT_MESSAGE"] = "1"
    benches = json.load(open(os.path.join(folder, "benches.json")))
    kills = collections.Counter()  # of the mutants of a module by a bench: one that kills is tried early

    def judge_one(mutant):
        module = os.path.basename(mutant["file"])[:-2]
        fit = [b for b in benches if module in b["holds"]]
        for b in sorted(fit, key=lambda b: b["seconds"] / (1 + kills[module, b["name"]])):
            verdict, _ = run(b, int(mutant["id"]), 3 * b["seconds"] + 5)
            if verdict != "pass":
                kills[module, b["name"]] += 1
                return "killed" if verdict == "fail" else "killed by time", b["name"]
        return "alive", f"{len(fit)} benches hold it" if fit else "no bench holds it"

    path = os.path.join(folder, "verdicts.csv")
    mutants = verdicts.read_list(LIST)
    same = {row[0] for row in csv.reader(open(SAME))} if os.path.exists(SAME) else set()
    wanted = [m for m in mutants if span[0] <= int(m["id"]) < span[1] and m["id"] not in same]
    verdicts.judge(path, wanted, judge_one, jobs)
    return verdicts.sum_up(path, mutants, "RTL mutants", TARGET, same)


def main():
    words = verdicts.words(__doc__, count=2000)
    if words.verb == "list":
        return draw(words.seed, words.count)
    if words.verb == "build":
        return build(words.folder)
    return judge(words.folder, words.only, words.jobs)


if __name__ == "__main__":
    sys.exit(main())
