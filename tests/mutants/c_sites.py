"""c_sites.py - places in C files at which one operator or constant can be another, from clang's syntax tree.

A site is (begin, end, kind, replacement): the bytes [begin, end) of the file are an expression, and the
replacement is the expression that a mutant computes instead. Only expressions that are written out in the file
count (none inside of macros), and none whose value the compiler must know (cases, sizes, static data).
"""
import json
import subprocess

SWAPS = {
    "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["*"], "<<": [">>"], ">>": ["<<"],
    "&": ["|"], "|": ["&"], "^": ["&"], "&&": ["||"], "||": ["&&"],
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
    "+=": ["-="], "-=": ["+="], "*=": ["+="], "<<=": [">>="], ">>=": ["<<="], "|=": ["&="], "&=": ["|="],
    "^=": ["&="], "++": ["--"], "--": ["++"],
}
# Expressions inside of these are constants of the language, or not evaluated.
CONSTANT = {"EnumConstantDecl", "StaticAssertDecl", "FieldDecl", "UnaryExprOrTypeTraitExpr", "OffsetOfExpr",
            "GenericSelectionExpr", "TypedefDecl", "RecordDecl", "EnumDecl", "VAArgExpr"}
NUMBERS = ("int", "char", "short", "long", "unsigned", "_Bool", "bool", "size_t", "float", "double", "uint8_t",
           "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t", "int32_t", "int64_t")


def extent(node):
    """[begin, end) of a node that is written out in the main file, or None."""
    begin, end = node.get("range", {}).get("begin", {}), node.get("range", {}).get("end", {})
    for place in (begin, end):
        if "offset" not in place or "includedFrom" in place or "spellingLoc" in place:
            return None
    return begin["offset"], end["offset"] + end["tokLen"]


def is_number(node):
    kind = node.get("type", {}).get("qualType", "")
    return kind.split(" ")[-1] in NUMBERS or kind.startswith("enum")


def operator_between(text, left, right, operator):
    """The one place of the operator between two operands, or -1."""
    at = text.find(operator, left, right)
    between = text[left:right]
    if at < 0 or b"/*" in between or b"//" in between or b"#" in between or between.count(operator) != 1:
        return -1
    return at


def swapped(node, text, span):
    operator = node["opcode"]
    inner = [extent(child) for child in node.get("inner", [])]
    unary = node["kind"] == "UnaryOperator"
    if operator not in SWAPS or None in inner or unary != (operator in ("++", "--")):
        return
    token = operator.encode()
    if unary:
        at = text.find(token, *span)
    else:
        at = operator_between(text, inner[0][1], inner[1][0], token)
    if at < 0 or not all(is_number(child) for child in node["inner"]):
        return
    for other in SWAPS[operator]:
        yield (*span, operator + " to " + other,
               text[span[0]:at] + other.encode() + text[at + len(token):span[1]])


def sites_of(node, text, parents, found):
    kind = node.get("kind")
    if kind in CONSTANT or (kind == "VarDecl" and (node.get("storageClass") == "static" or not parents)):
        return
    span = extent(node)
    if span and parents:
        if kind in ("BinaryOperator", "CompoundAssignOperator", "UnaryOperator"):
            found.extend(swapped(node, text, span))
        if kind == "IntegerLiteral" and text[span[0]:span[1]].isdigit():
            found.append((*span, "a constant and one", b"(%s + 1)" % text[span[0]:span[1]]))
        if parents[-1] == "CompoundStmt" and kind in ("CallExpr", "BinaryOperator", "CompoundAssignOperator"):
            found.append((*span, "a statement left out", None))
    for i, child in enumerate(node.get("inner", [])):
        if kind == "CaseStmt" and i == 0:
            continue
        if i == 0 and kind in ("IfStmt", "WhileStmt") and extent(child):
            b, e = extent(child)
            found.append((b, e, "a condition negated", b"!(%s)" % text[b:e]))
        if kind == "ReturnStmt" and extent(child) and is_number(child):
            b, e = extent(child)
            found.append((b, e, "a result of 0", b"0"))
        inside = parents + [kind] if kind == "FunctionDecl" or parents else parents
        sites_of(child, text, inside, found)


def sites(path, command, folder):
    """All sites of a file; command: words of its compiler's command line, run in folder."""
    text = open(path, "rb").read()
    words = ["clang"] + [w for w in command if w.startswith(("-I", "-D", "-std", "-isystem", "-m", "/"))
                         and not w.endswith((".c", ".o"))]
    words += ["-w", "-fsyntax-only", "-Xclang", "-ast-dump=json", path]
    tree = json.loads(subprocess.run(words, cwd=folder, check=True, capture_output=True).stdout)
    found = []
    for node in tree["inner"]:
        place = node.get("loc", {})
        if node.get("kind") == "FunctionDecl" and "includedFrom" not in place and "offset" in place:
            sites_of(node, text, [], found)
    return sorted(set(found), key=lambda s: (s[0], s[1], s[2])), text
