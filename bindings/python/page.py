"""docs/python.md as it runs: each block of Python is executed, in order, and what it says stands below it.

    page.py         compares; exit status 1 and the difference where the page is not what the code says
    page.py --write puts what the code says into the page

As in a notebook the value of a last expression is printed. Run from the repository's folder."""
import ast
import contextlib
import difflib
import io
import re
import sys
from pathlib import Path

PAGE = Path("docs/python.md")
BLOCK = re.compile(r"(```python\n(.*?)```\n)(\n```text\n.*?```\n)?", re.S)


def run(code, names):
    out = io.StringIO()
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "page", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "page", "eval"), names)
            if value is not None:
                print(repr(value))
    return out.getvalue()


def made(text):
    names, blocks = {}, 0

    def block(match):
        nonlocal blocks
        blocks += 1
        said = run(match[2], names)
        return match[1] + (f"\n```text\n{said}```\n" if said else "")

    return BLOCK.sub(block, text), blocks


def main():
    was = PAGE.read_text()
    now, blocks = made(was)
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(now)
    elif was != now:
        sys.stdout.writelines(difflib.unified_diff(was.splitlines(True), now.splitlines(True), "docs/python.md", "as it runs"))
        raise SystemExit("docs/python.md is not what its code says: "
                         "PYTHONPATH=build/release/python /usr/bin/python3 -P bindings/python/page.py --write")
    if not blocks:
        raise SystemExit("docs/python.md has no code")
    print(f"{blocks} blocks of Python")


if __name__ == "__main__":
    main()
