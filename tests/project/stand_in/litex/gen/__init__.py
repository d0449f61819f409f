"""A stand-in for LiteX: a module whose statements are lists."""


class LiteXModule:
    def __new__(cls, *words, **options):
        self = super().__new__(cls)
        self.comb, self.specials = Statements(), Statements()
        return self


class Statements(list):
    def __iadd__(self, more):
        self.extend(more if isinstance(more, list) else [more])
        return self
