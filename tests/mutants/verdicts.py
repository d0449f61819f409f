"""verdicts.py - a committed list of mutants, and the verdicts on them in a file that an interrupted run goes on with."""
import argparse
import csv
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor

HEADER = ["id", "file", "line", "begin", "end", "kind", "expression", "mutant"]


def read_list(path):
    return list(csv.DictReader(open(path)))


def draw(everything, seed, count):
    """Of all sites (path, (begin, end, kind, replacement)) `count`, in the order of the files; the number of all."""
    random.Random(seed).shuffle(everything)
    chosen = sorted(everything[:count], key=lambda c: (c[0], c[1][0], c[1][2]))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADER)
    for i, (path, text, (begin, end, kind, other)) in enumerate(chosen, 1):
        out.writerow([i, path, text.count("\n", 0, begin) + 1, begin, end, kind, text[begin:end], other])
    print(f"seed {seed}: {len(chosen)} of {len(everything)} sites", file=sys.stderr)


def judge(path, mutants, judge_one, jobs):
    """Appends judge_one(mutant), (verdict, reason), of each mutant that has no line in the file yet."""
    done = {row[0] for row in csv.reader(open(path))} if os.path.exists(path) else set()
    wanted = [m for m in mutants if m["id"] not in done]
    with open(path, "a") as out, ThreadPoolExecutor(jobs) as pool:
        writer = csv.writer(out, lineterminator="\n")
        for n, (m, verdict) in enumerate(zip(wanted, pool.map(judge_one, wanted)), 1):
            writer.writerow([m["id"], *verdict])
            out.flush()
            if n % 20 == 0:
                print(f"{n} of {len(wanted)} mutants", file=sys.stderr, flush=True)


def sum_up(path, mutants, what, target, explained=()):
    """Prints the mutants that are alive, and the share of those killed; 0 if it reaches the target. explained: the
    numbers of those shown to act as the original; they are left out of the count."""
    verdicts = {row[0]: row[1:] for row in csv.reader(open(path))}
    counted = [m for m in mutants if m["id"] not in explained]
    killed = sum(verdicts.get(m["id"], ["alive"])[0].startswith("killed") for m in counted)
    for m in counted:
        verdict = verdicts.get(m["id"], ["alive", "not judged"])
        if verdict[0] == "alive" and verdict[1] != "not judged":
            print(f"alive {m['id']}: {m['file']}:{m['line']}: {m['kind']}: {m['expression'][:60]!r} ({verdict[1]})")
    judged = sum(m["id"] in verdicts for m in counted)
    left = f", {len(mutants) - len(counted)} more act as the original" if explained else ""
    print(f"{killed} of {len(counted)} {what} killed, {judged} judged: "
          f"{100 * killed / max(1, judged):.1f} % of these{left}")
    return 0 if killed >= target * len(counted) else 1


def words(about, count):
    """The words of the command line: verb; folder, made, of build and judge; seed, count of list; only, [first, end); jobs."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["list", "build", "judge"])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--only", default="0:1000000000")
    parser.add_argument("--jobs", type=int, default=1)
    w = parser.parse_args()
    w.only = [int(n) for n in w.only.split(":")]
    if w.verb != "list":
        if not w.folder:
            parser.error("say in which folder")
        w.folder = os.path.realpath(w.folder)
        os.makedirs(w.folder, exist_ok=True)
    return w
