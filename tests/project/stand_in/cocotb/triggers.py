class RisingEdge:
    def __init__(self, signal):
        self.edges = 1

    def __await__(self):
        for _ in range(self.edges):
            yield


class ClockCycles(RisingEdge):
    def __init__(self, signal, edges):
        self.edges = edges
