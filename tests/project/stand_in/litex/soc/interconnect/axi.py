from migen import Value


class Channel:
    def __init__(self, **fields):
        for name, bits in {**fields, "valid": 1, "ready": 1}.items():
            setattr(self, name, Value(name, bits))


class AXILiteInterface:
    def __init__(self, data_width, address_width):
        self.aw = Channel(addr=address_width)
        self.w = Channel(data=data_width, strb=data_width // 8)
        self.b = Channel(resp=2)
        self.ar = Channel(addr=address_width)
        self.r = Channel(data=data_width, resp=2)
