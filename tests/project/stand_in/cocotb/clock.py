class Clock:
    """The clock ticks by itself; play.py counts its edges."""

    def __init__(self, signal, period, unit):
        assert period > 0 and unit == "ns", (signal, period, unit)

    async def start(self):
        pass
