"""Lengths are read off every deck that the templates render."""

import pytest
from studies import compiled, machine_of_release

from saggar.compiler.estimate.decks import RunLength, run_length


@pytest.mark.parametrize("release", ["4.8", "5.6", "main"])
def test_lengths_are_read_in_the_syntax_of_each_release(release: str) -> None:
    files = compiled(machine=machine_of_release(release)).files
    produce = run_length(files["decks/gpumd/produce-600K-2000steps-every100/run.in"])
    assert produce == RunLength(steps=2000, thermo_every=20, dump_every=100, active_every=2000)
    explore = run_length(files["decks/gpumd/explore-solid-300K/run.in"])
    assert explore == RunLength(steps=1000, thermo_every=20, dump_every=1000, active_every=10)
