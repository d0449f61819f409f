"""A stand-in for cocotb, enough to run test_bac_ip.py: coroutines that wait for edges of one clock."""

tests = []
started = []


def test():
    def keep(function):
        tests.append(function)
        return function

    return keep


def start_soon(coroutine):
    started.append(coroutine)
