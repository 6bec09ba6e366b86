"""Releases of GPUMD that read a deck alike count as one."""

from functools import cache
from typing import get_args

import pytest
from studies import changed, study

from saggar.compiler.engines.dialects import read_as
from saggar.compiler.planner import plan_study
from saggar.runtime.engines.gpumd.deck import parse_deck
from saggar.schemas.machine import LAPTOP, GpumdRelease


@cache
def decks(release: GpumdRelease) -> dict[str, str]:
    gpumd = LAPTOP.gpumd.model_copy(update={"release": release})
    planned = plan_study(study(changed(), LAPTOP.model_copy(update={"gpumd": gpumd})))
    return {path: text for path, text in planned.files.items() if path.endswith("run.in")}


@pytest.mark.parametrize("release", get_args(GpumdRelease))
def test_a_deck_is_read_the_same_by_the_release_that_stands_for_its_own(
    release: GpumdRelease,
) -> None:
    for text in decks(release).values():
        own, standing = (
            parse_deck(text, release=each) for each in (release, read_as(text, release))
        )
        assert own.blocks == standing.blocks
        assert own.potentials == standing.potentials


@pytest.mark.parametrize("a", get_args(GpumdRelease))
def test_decks_of_one_text_have_one_release(a: GpumdRelease) -> None:
    for b in get_args(GpumdRelease):
        for path, text in decks(a).items():
            if decks(b)[path] == text:
                assert (read_as(text, a) == read_as(text, b)) == ((a == "main") == (b == "main"))
