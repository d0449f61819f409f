"""rtl_sites.py - places in Verilog-2005 modules at which one operator or constant can be another.

A site is (begin, end, kind, replacement): the characters [begin, end) of the file are a whole expression of a
continuous assignment, a procedural assignment, a condition, or a port of an instance; the replacement is the
expression that a mutant computes instead. Only expressions that are evaluated at run time count: parameters,
generate conditions, loops and functions have made the netlist before a clock runs.
"""
import re

TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|\(\*.*?\*\)|"(?:\\.|[^"])*"|`\w+
    |\d*\s*'[sS]?[bBdDhHoO]\s*[0-9a-fA-FxXzZ_?]+|[A-Za-z_$][\w$]*|\d+
    |<<<|>>>|===|!==|<<|>>|<=|>=|==|!=|&&|\|\||\*\*|~\^|~&|~\||[-+:]:|[^\s]""", re.S | re.X)
SWAPS = {"+": ["-"], "-": ["+"], "==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="],
         ">=": [">", "<"], "&&": ["||"], "||": ["&&"], "&": ["|"], "|": ["&"], "^": ["&"], "<<": [">>"], ">>": ["<<"],
         ">>>": [">>"]}
BINARY_AFTER = re.compile(r"[\w'$)\]}]$")


class Module:
    def __init__(self, text):
        self.text = text
        self.tokens = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)
                       if not m.group().startswith(("//", "/*", "(*"))]
        self.i = 0
        self.sites = []

    def word(self, ahead=0):
        at = self.i + ahead
        return self.tokens[at][0] if at < len(self.tokens) else ""

    def matching(self, at):
        """The index of the bracket that closes the one at this index."""
        depth = 0
        while True:
            token = self.tokens[at][0]
            depth += token in "([{" and len(token) == 1
            depth -= token in ")]}" and len(token) == 1
            if depth == 0:
                return at
            at += 1

    def until(self, ends):
        """The index of the first token in `ends` from here on, outside of brackets."""
        at = self.i
        while self.tokens[at][0] not in ends:
            at = self.matching(at) + 1 if self.tokens[at][0] in ("(", "[", "{") else at + 1
        return at

    # ---- expressions

    def expression(self, first, last, condition):
        """All sites of the expression of the tokens [first, last)."""
        if first >= last:
            return
        tokens, begin, end = self.tokens, self.tokens[first][1], self.tokens[last - 1][2]
        whole = self.text[begin:end]
        # Whose operands the elaboration knows: the numbers and the words in capitals
        if not any(re.match(r"[a-z_]", t[0]) for t in tokens[first:last]):
            return
        brackets = []
        for at in range(first, last):
            token, b, e = tokens[at]
            if token in "([{" and len(token) == 1:
                indexes = token == "[" or (brackets and brackets[-1])
                # {N{x}}: the count is a constant
                brackets.append(indexes)
            elif token in ")]}" and len(token) == 1:
                brackets.pop()
            if brackets and brackets[-1]:
                continue  # an index or a range
            after = at > first and BINARY_AFTER.search(tokens[at - 1][0])
            if token in SWAPS and after and not self.constant(at - 1, at + 1):
                for other in SWAPS[token]:
                    self.add(begin, end, f"{token} to {other}", self.text[begin:b] + other + self.text[e:end])
            elif token in ("!", "~") and not after:
                self.add(begin, end, f"{token} left out", self.text[begin:b] + self.text[e:end])
            elif token == "?":
                start = self.condition_before(at, first)
                b0 = tokens[start][1]
                self.add(begin, end, "the other branch",
                         f"{self.text[begin:b0]}!({self.text[b0:b]}) {self.text[b:end]}")
            elif re.fullmatch(r"1'b[01]", token):
                other = "1'b0" if token.endswith("1") else "1'b1"
                self.add(begin, end, f"{token} to {other}", self.text[begin:b] + other + self.text[e:end])
        if condition:
            self.add(begin, end, "always", "1'b1")
            self.add(begin, end, "never", "1'b0")
        elif last - first > 1 or whole.islower():
            self.add(begin, end, "nothing", f"({whole}) ^ ({whole})")

    def condition_before(self, at, first):
        """The index of the first token of the condition in front of a question mark."""
        depth = 0
        while at > first:
            token = self.tokens[at - 1][0]
            depth += token in ")]}" and len(token) == 1
            if depth == 0 and token in ("(", "{", ",", "?", ":"):
                break
            depth -= token in "([{" and len(token) == 1
            at -= 1
        return at

    def constant(self, left, right):
        """True if an operator stands between two constants."""
        return all(re.fullmatch(r"[A-Z][A-Z0-9_]*|\d+", self.tokens[at][0]) for at in (left, right))

    def add(self, begin, end, kind, replacement):
        self.sites.append((begin, end, kind, replacement))

    # ---- statements

    def statement(self):
        token = self.word()
        if token == "begin":
            self.i += 3 if self.word(1) == ":" else 1
            while self.word() != "end":
                self.statement()
            self.i += 1
        elif token == "if":
            close = self.matching(self.i + 1)
            self.expression(self.i + 2, close, True)
            self.i = close + 1
            self.statement()
            if self.word() == "else":
                self.i += 1
                self.statement()
        elif token in ("case", "casez"):
            close = self.matching(self.i + 1)
            self.i = close + 1
            while self.word() != "endcase":
                self.i = self.until((":",)) + 1 if self.word() != "default" or self.word(1) == ":" else self.i + 1
                self.statement()
            self.i += 1
        elif token == "for":
            self.i = self.matching(self.i + 1) + 1
            self.statement()
        elif token == ";":
            self.i += 1
        elif token.startswith("$"):
            self.i = self.until((";",)) + 1
        else:
            assign = self.until(("<=", "=", ";"))
            if self.tokens[assign][0] == ";":
                self.i = assign + 1
                return
            self.i = assign + 1
            end = self.until((";",))
            self.expression(assign + 1, end, False)
            self.i = end + 1

    def instance(self):
        """MODULE [#(..)] NAME [range] ( .port(expression), .. );"""
        self.i += 1
        if self.word() == "#":
            self.i = self.matching(self.i + 1) + 1
        self.i += 1
        if self.word() == "[":
            self.i = self.matching(self.i) + 1
        end = self.matching(self.i)
        self.i += 1
        while self.i < end:
            if self.word() == "." and self.word(2) == "(":
                close = self.matching(self.i + 2)
                words = [t[0] for t in self.tokens[self.i + 3:close]]
                while "[" in words:  # an index
                    del words[words.index("["):words.index("]") + 1]
                # What has an operator is no output.
                if any(w in SWAPS or w in ("!", "~", "?") for w in words) or any(re.match(r"1'b", w) for w in words):
                    self.expression(self.i + 3, close, False)
                self.i = close
            self.i += 1
        self.i = self.until((";",)) + 1

    def read(self):
        while self.word() != "module":
            self.i += 1
        header = self.until((";",))
        self.body = self.tokens[header][2]  # where declarations may stand
        self.i = header + 1
        while self.word() != "endmodule":
            token = self.word()
            if token == "always":
                self.i += 1
                if self.word() == "@":
                    self.i += 1
                    self.i = self.matching(self.i) + 1 if self.word() == "(" else self.i + 1
                self.statement()
            elif token == "assign":
                self.i = self.until(("=",)) + 1
                end = self.until((";",))
                self.expression(self.i, end, False)
                self.i = end + 1
            elif token == "wire":
                end = self.until((";", "="))
                if self.tokens[end][0] == "=":
                    first, end = end + 1, self.until((";",))
                    self.expression(first, end, False)
                self.i = end + 1
            elif token == "function":
                while self.word() != "endfunction":
                    self.i += 1
                self.i += 1
            elif token in ("if", "for", "case"):  # of a generate
                self.i = self.matching(self.i + 1) + 1
            elif token in ("localparam", "parameter", "reg", "integer", "genvar", "initial", "real"):
                self.i = self.until((";",)) + 1
            elif token in ("generate", "endgenerate", "else", "end", "endcase", "default"):
                self.i += 1
            elif token == "begin":
                self.i += 3 if self.word(1) == ":" else 1
            elif token.startswith("`"):
                line = self.text.find("\n", self.tokens[self.i][2])
                while self.i < len(self.tokens) and self.tokens[self.i][1] < line:
                    self.i += 1
            elif re.match(r"[A-Za-z_]", token) and (self.word(1) == "#" or self.word(2) in ("(", "[")):
                self.instance()
            else:
                self.i += 1
        return self


def sites(text):
    """The sites of a file with one module, in the order of the file, and the place behind the module's header."""
    module = Module(text).read()
    return module.sites, module.body
