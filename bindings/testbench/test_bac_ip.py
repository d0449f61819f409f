"""bac_ip against its golden frames, by cocotb: make cocotb. BAC_SEED and BAC_STALL choose the pauses."""

import os

import cocotb
from bac_check import Block, Checker, Golden, Stalls
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = int(os.environ.get("BAC_SEED", "1"))
STALL = int(os.environ.get("BAC_STALL", "30"))


async def reset(dut, block):
    """Every input has a value; the resets are low for 16 clocks."""
    for name in block.ports["input"]:
        if name not in ("aclk", "s_axis_aclk"):
            getattr(dut, name).value = 0
    cocotb.start_soon(Clock(dut.aclk, 10, "ns").start())
    if block.FIFO_AW:
        cocotb.start_soon(Clock(dut.s_axis_aclk, 8, "ns").start())
    await ClockCycles(dut.aclk, 16)
    dut.aresetn.value = 1
    if block.FIFO_AW:
        dut.s_axis_aresetn.value = 1
    await ClockCycles(dut.aclk, 600)


async def source(dut, block, golden):
    """Offers every beat until it is taken; one that cannot wait keeps the block's pace instead."""
    clock = dut.s_axis_aclk if block.FIFO_AW else dut.aclk
    pauses = Stalls(SEED, STALL)
    dut.s_axis_tkeep.value = (1 << (block.C * block.S_LANE // 8)) - 1
    for tdata, tlast in golden.beats():
        while pauses():
            await RisingEdge(clock)
        dut.s_axis_tdata.value = tdata
        dut.s_axis_tvalid.value = 1
        if block.CHECK_LAST:
            dut.s_axis_tlast.value = tlast
        await RisingEdge(clock)
        while block.WAITS and not int(dut.s_axis_tready.value):
            await RisingEdge(clock)
        dut.s_axis_tvalid.value = 0
        if not block.WAITS:
            await ClockCycles(clock, block.pace)


async def sink(dut, block, checker):
    """Takes every result, with pauses, until all are there or nothing comes any more."""
    pauses = Stalls(SEED + 1, STALL if block.WAITS else 0)
    idle = 0
    while not checker.complete and idle < 1000 + 100 * block.pace * block.beats:
        dut.m_axis_tready.value = int(not pauses())
        await RisingEdge(dut.aclk)
        idle += 1
        if int(dut.m_axis_tvalid.value) and int(dut.m_axis_tready.value):
            checker.take(int(dut.m_axis_tdata.value), int(dut.m_axis_tlast.value), int(dut.m_axis_tuser.value))
            idle = 0
    dut.m_axis_tready.value = 0


@cocotb.test()
async def golden_frames(dut):
    block = Block(os.path.join(HERE, "bac_ip.json"))
    golden = Golden(block, HERE)
    checker = Checker(golden)
    await reset(dut, block)
    cocotb.start_soon(source(dut, block, golden))
    await sink(dut, block, checker)
    checker.finish()
