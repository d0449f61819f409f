#!/usr/bin/env python3
"""c_mutants.py - mutants of the C sources, all in one build under AddressSanitizer and
UndefinedBehaviorSanitizer, judged by the unit tests.

  c_mutants.py list --seed S --count N >golden/mutants/c.csv      draw a list
  c_mutants.py build DIR                                         a build that holds all mutants of c.csv
  c_mutants.py judge DIR [--only A:B] [--jobs N]                 run the tests that reach each, until one fails
  c_mutants.py record DIR                                        write golden/mutants/c.killers from DIR's verdicts
  c_mutants.py move REVISION                                     c.csv, whose places are those of REVISION, at today's

DIR/verdicts.csv gets a line a mutant: killed by a test, by a time-out, or alive; judging goes on where it was
interrupted. A mutant that no test reaches, or whose run is unclear, is alive. golden/mutants/c.same lists those that
act as the original, with the reason; they are not judged. A second build in DIR compiles what has changed and judges
all mutants anew, each first by the test that killed it before: in DIR, or else in golden/mutants/c.killers, which decides
no verdict but saves hours. A test that let a mutant live in an earlier build of DIR and consists of the same bytes is
not run on it again. Exit status 1 below 95 % killed.
Needs clang, and build/release/compile_commands.json.
"""
import collections
import csv
import difflib
import hashlib
import itertools
import json
import math
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

import c_sites
import verdicts

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
LIST = os.path.join(ROOT, "golden/mutants/c.csv")
SAME = os.path.join(ROOT, "golden/mutants/c.same")
KILLERS = os.path.join(ROOT, "golden/mutants/c.killers")
ROOMS = ("model/", "onnx/", "hw/")
TARGET = 0.95
LONGEST = 600  # seconds that a test may take by the clock; by its processor's time thrice what it takes, and 5
ROUNDS = 20  # of tests that draw at random, in place of hundreds
LONG = 20  # a test of more seconds judges only the mutants that no shorter one reaches: the others may wrongly live
SUITES = (r"^(unit\.(bac|import)_.*|unit\.(shared|export\.integers)|explore\..*|timing\.bac_.*"
          r"|resources\.(size|estimate)|rtl\.(reference|names|images)"
          r"|fold\.\w+\.(lockstep|beats|clocks|latency)|fuzz\.replay\.(bnet|plan)"
          r"|cli\.(bad_input|cycles|figures|golden|json|plan|shipped|walk))$")
PROGRAMS = ("tests/model/all", "tests/onnx/all", "tests/hw/all", "tests/tools/all", "test_machine", "random_bnet",
            "fuzz_bnet", "fuzz_plan", "bac_fit_resources")
SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"


def sources():
    """(path in the repository, words, folder) of each C file that is compiled."""
    seen = set()
    for entry in json.load(open(os.path.join(ROOT, "build/release/compile_commands.json"))):
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), ROOT)
        if path.startswith(ROOMS) and path.endswith(".c") and path not in seen:
            seen.add(path)
            yield path, shlex.split(entry["command"]), entry["directory"]


def draw(seed, count):
    everything = []
    for path, words, folder in sorted(sources()):
        for site in c_sites.sites(os.path.join(ROOT, path), words, folder)[0]:
            everything.append((path, site))
        print(f"{path}: {len(everything)} sites", file=sys.stderr)
    random.Random(seed).shuffle(everything)
    taken, chosen = {}, []
    for path, site in everything:
        if any(site[0] < end and begin < site[1] for begin, end in taken.get(path, [])):
            continue  # one inside of another
        taken.setdefault(path, []).append(site[:2])
        chosen.append((path, site))
        if len(chosen) == count:
            break
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(verdicts.HEADER)
    for i, (path, (begin, end, kind, other)) in enumerate(sorted(chosen, key=lambda c: (c[0], c[1][0])), 1):
        text = open(os.path.join(ROOT, path), "rb").read()
        out.writerow([i, path, text.count(b"\n", 0, begin) + 1, begin, end, kind,
                      text[begin:end].decode(), "" if other is None else other.decode()])
    print(f"seed {seed}: {len(chosen)} of {len(everything)} sites", file=sys.stderr)


def move(revision):
    """The same mutants at the places where the unchanged lines of each file are now."""
    mutants, lost = read_list(), []
    for path in sorted({m["file"] for m in mutants}):
        old = subprocess.run(["git", "show", f"{revision}:{path}"], cwd=ROOT, check=True, capture_output=True).stdout
        new = open(os.path.join(ROOT, path), "rb").read()
        if old == new:
            continue
        a, b = old.splitlines(True), new.splitlines(True)
        at = {}  # of a line that is still there, its number now
        for i, j, n in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            at.update((i + k, j + k) for k in range(n))
        begins = [[0, *itertools.accumulate(map(len, lines))] for lines in (a, b)]
        for m in (m for m in mutants if m["file"] == path):
            first, last = (old.count(b"\n", 0, int(m[end])) for end in ("begin", "end"))
            if any(at.get(line) != at.get(first, -1) + line - first for line in range(first, last + 1)):
                lost.append(f"{m['id']} ({path}:{m['line']})")
                continue
            by = begins[1][at[first]] - begins[0][first]
            m.update(line=at[first] + 1, begin=int(m["begin"]) + by, end=int(m["end"]) + by)
    if lost:
        sys.exit(f"these mutants were edited: {', '.join(lost)}; draw the list anew")
    with open(LIST + ".new", "w") as out:
        writer = csv.DictWriter(out, verdicts.HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(mutants)
    os.rename(LIST + ".new", LIST)


# What a mutated file sees, and the one definition of it.
HEAD = (b"extern unsigned char *bac_mutant_reached; extern int bac_mutant_chosen;\n"
        b"#define BAC_MUTANT(n) (bac_mutant_reached[n] = 1, bac_mutant_chosen == (n))\n#line 1\n")
BODY = b"""
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
static unsigned char bac_mutant_room[65536];
unsigned char *bac_mutant_reached = bac_mutant_room;
int bac_mutant_chosen;
__attribute__((constructor)) static void bac_mutant_start(void) {
    const char *chosen = getenv("BAC_MUTANT"), *file = getenv("BAC_REACHED");
    bac_mutant_chosen = chosen ? atoi(chosen) : 0;
    const int fd = file ? open(file, O_RDWR) : -1;
    void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED)
        bac_mutant_reached = shared;
}
"""


def read_list():
    return verdicts.read_list(LIST)


def planted():
    """The text of each file that holds mutants, with all of them in it."""
    by_file = {}
    for m in read_list():
        by_file.setdefault(m["file"], []).append(m)
    texts = {}
    for path, mutants in by_file.items():
        text = open(os.path.join(ROOT, path), "rb").read()
        for m in sorted(mutants, key=lambda m: -int(m["begin"])):
            begin, end = int(m["begin"]), int(m["end"])
            was = text[begin:end]
            if was.decode() != m["expression"]:
                sys.exit(f"{path}:{m['line']}: mutant {m['id']} is not where the list says; draw the list anew")
            then = b"(BAC_MUTANT(%s) ? " % m["id"].encode()
            then += b"(void)0 : (void)(%s))" % was if not m["mutant"] else b"(%s) : (%s))" % (m["mutant"].encode(), was)
            text = text[:begin] + then + text[end:]
        texts[path] = HEAD + text
    path = "model/out_file.c"
    texts[path] = (texts.get(path) or open(os.path.join(ROOT, path), "rb").read()) + BODY
    return texts


def copy_tree(tree):
    """The sources with all mutants in `tree`; files that are as they should be keep their time."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    names = {n for n in listed.decode().split("\0") if os.path.isfile(os.path.join(ROOT, n))}
    for at, _, files in os.walk(tree):
        for name in (os.path.join(at, f) for f in files):
            if os.path.relpath(name, tree) not in names:
                os.remove(name)
    texts = planted()
    for name in names:
        here, there = os.path.join(ROOT, name), os.path.join(tree, name)
        text = texts.get(name) or open(here, "rb").read()
        if not os.path.exists(there) or open(there, "rb").read() != text:
            os.makedirs(os.path.dirname(there), exist_ok=True)
            open(there, "wb").write(text)
            shutil.copymode(here, there)


def build(folder):
    tree = os.path.join(folder, "tree")
    copy_tree(tree)
    flags = "-O1 -w " + SANITIZERS
    subprocess.run(["cmake", "-S", tree, "-B", os.path.join(folder, "build"), "-G", "Ninja", "-DBUILD_TESTING=ON",
                    "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS_DEBUG=" + flags,
                    "-DCMAKE_CXX_FLAGS_DEBUG=" + flags], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", os.path.join(folder, "build"), "bac", *PROGRAMS], check=True)
    verdicts_are_of_before(folder)


def verdicts_are_of_before(folder):
    """What was judged before this build only says which test to try first."""
    path, before = os.path.join(folder, "verdicts.csv"), killers(folder)
    if os.path.exists(path):
        before.update((m, test) for m, verdict, test in csv.reader(open(path)) if verdict.startswith("killed"))
        os.remove(path)
    json.dump(before, open(os.path.join(folder, "before.json"), "w"))
    for name in ("reached.json", "reached.json.part"):
        if os.path.exists(os.path.join(folder, name)):
            os.remove(os.path.join(folder, name))


def killers(folder):
    """By the number of a mutant the test that killed it in an earlier build, or in that of c.killers."""
    path = os.path.join(folder, "before.json")
    known = dict(csv.reader(open(KILLERS))) if os.path.exists(KILLERS) else {}
    known.update(json.load(open(path)) if os.path.exists(path) else {})
    return known


def record(folder):
    """c.killers: what was known, and over it the verdicts of this folder."""
    known = killers(folder)
    for number, verdict, test in csv.reader(open(os.path.join(folder, "verdicts.csv"))):
        if verdict.startswith("killed"):
            known[number] = test
        else:
            known.pop(number, None)
    with open(KILLERS + ".new", "w") as out:
        csv.writer(out, lineterminator="\n").writerows(sorted(known.items(), key=lambda k: int(k[0])))
    os.rename(KILLERS + ".new", KILLERS)
    print(f"{len(known)} mutants and the test that kills each: {KILLERS}")


def tests(folder):
    """The tests that judge: (name, command, environment, folder)."""
    shown = subprocess.run(["ctest", "--show-only=json-v1", "-R", SUITES], cwd=os.path.join(folder, "build"),
                           check=True, capture_output=True).stdout
    for t in json.loads(shown)["tests"]:
        properties = {p["name"]: p["value"] for p in t["properties"]}
        pairs = (v.split("=", 1) for v in properties.get("ENVIRONMENT", []))
        yield t["name"], t["command"], dict(pairs), properties.get("WORKING_DIRECTORY", folder)


def fingerprint(test):
    """Of the programs and scripts that a test consists of, which hold the sources that they were compiled from."""
    _, command, environment, _ = test
    digest = hashlib.sha256()
    for word in [*command, environment.get("BAC", "")]:
        if os.path.isfile(word):
            digest.update(open(word, "rb").read())
    return digest.hexdigest()[:16]


def run(test, chosen, reached, limit):
    """'pass', 'fail' or 'time', and the seconds. limit: seconds of processor time for each of its processes."""
    name, command, environment, folder = test
    begin = time.monotonic()
    command = ["sh", "-c", f'ulimit -t {math.ceil(limit)}; exec "$@"', "sh", *command]
    environment = dict(os.environ, **environment, BAC_MUTANT=str(chosen), BAC_REACHED=reached,
                       BAC_TEST_ROUNDS=str(ROUNDS))
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, process_group=0)
    try:
        output = process.communicate(timeout=LONGEST)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return "time", time.monotonic() - begin
    bad = process.returncode != 0 or re.search(rb"Tested: 0 |ERROR: (Address|Leak)Sanitizer|runtime error:", output)
    return "fail" if bad else "pass", time.monotonic() - begin


def survey(folder):
    """For each test the mutants that it reaches and its seconds, from one run without a mutant; goes on where it was
    interrupted."""
    path = os.path.join(folder, "reached.json")
    if os.path.exists(path):
        return json.load(open(path))
    part, result = path + ".part", {}
    if os.path.exists(part):
        result = {t["name"]: t for t in map(json.loads, open(part))}
    with open(part, "a") as out:
        for test in tests(folder):
            if test[0] in result:
                continue
            with tempfile.NamedTemporaryFile() as reached:
                reached.write(bytes(65536))
                reached.flush()
                verdict, seconds = run(test, 0, reached.name, LONGEST)
                if verdict != "pass":
                    print(f"left out: {test[0]}: {verdict} without a mutant", file=sys.stderr)
                    continue
                reaches = [i for i, mark in enumerate(open(reached.name, "rb").read()) if mark]
            result[test[0]] = {"name": test[0], "seconds": seconds, "reaches": reaches}
            print(json.dumps(result[test[0]]), file=out, flush=True)
            print(f"{test[0]}: {len(reaches)} mutants, {seconds:.1f} s", file=sys.stderr, flush=True)
    json.dump(result, open(path + ".whole", "w"))
    os.rename(path + ".whole", path)
    os.remove(part)
    return result


def judge_one(mutant, known, by_name, kills, before, passed):
    """kills: how often each test killed a mutant of each file; a test that does is tried early. before: the test that
    killed this one in an earlier build. passed: by test the fingerprint of the one that let this mutant live."""
    number = int(mutant["id"])
    reaching = [(t["seconds"], name) for name, t in known.items() if number in t["set"]]
    if not reaching:
        return "alive", "no test reaches it"
    reaching = [r for r in reaching if r[0] < LONG] or reaching
    reaching.sort(key=lambda r: (r[1] != before, r[0] / (1 + kills[mutant["file"], r[1]])))
    for seconds, name in reaching:
        if passed.get(name) == known[name]["of"]:
            continue
        verdict, _ = run(by_name[name], number, "/dev/null", 3 * seconds + 5)
        if verdict != "pass":
            kills[mutant["file"], name] += 1
            return "killed" if verdict == "fail" else "killed by time", name
        passed[name] = known[name]["of"]
    return "alive", f"{len(reaching)} tests reach it"


def judge(folder, span, jobs):
    known = survey(folder)
    for t in known.values():
        t["set"] = set(t["reaches"])
    by_name, before = {t[0]: t for t in tests(folder)}, killers(folder)
    for name, t in known.items():
        t["of"] = fingerprint(by_name[name])
    path, lived = os.path.join(folder, "verdicts.csv"), os.path.join(folder, "passed.json")
    passed = json.load(open(lived)) if os.path.exists(lived) else {}
    mutants, kills = read_list(), collections.Counter()
    same = {row[0] for row in csv.reader(open(SAME))} if os.path.exists(SAME) else set()
    wanted = [m for m in mutants if span[0] <= int(m["id"]) < span[1] and m["id"] not in same]
    try:
        verdicts.judge(path, wanted, lambda m: judge_one(m, known, by_name, kills, before.get(m["id"]),
                                                         passed.setdefault(m["id"], {})), jobs)
    finally:
        json.dump(passed, open(lived + ".new", "w"))
        os.rename(lived + ".new", lived)
    return verdicts.sum_up(path, mutants, "C mutants", TARGET, same)


def main():
    if sys.argv[1:2] == ["record"] and len(sys.argv) == 3:
        return record(os.path.realpath(sys.argv[2]))
    if sys.argv[1:2] == ["move"] and len(sys.argv) == 3:
        return move(sys.argv[2])
    words = verdicts.words(__doc__, count=1000)
    if words.verb == "list":
        return draw(words.seed, words.count)
    if words.verb == "build":
        return build(words.folder)
    return judge(words.folder, words.only, words.jobs)


if __name__ == "__main__":
    sys.exit(main())
