"""A stand-in for migen: an Instance keeps what it was given."""


class Value:
    def __init__(self, *of):
        self.of = of

    def __invert__(self):
        return Value("~", self)

    def eq(self, value):
        return Value("eq", self, value)


class ClockSignal(Value):
    pass


class ResetSignal(Value):
    pass


class Constant(Value):
    def __init__(self, value, bits):
        assert 0 <= value < 1 << bits
        super().__init__(value, bits)


class Instance:
    def __init__(self, module, **connections):
        self.module, self.connections = module, connections
