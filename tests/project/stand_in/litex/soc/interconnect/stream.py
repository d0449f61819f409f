from migen import Value


class Endpoint:
    def __init__(self, layout):
        for name, bits in layout + [("valid", 1), ("ready", 1), ("last", 1)]:
            setattr(self, name, Value(name, bits))
