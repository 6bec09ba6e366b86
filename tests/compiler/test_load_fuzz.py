"""Whatever stands in the file, loading gives a campaign or diagnostics, never anything else."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from faulty import WRITERS, spoiled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saggar.compiler.cli import check_file
from saggar.compiler.diagnostics import CampaignErrors, render_all
from saggar.schemas.machine import LAPTOP

few = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


def outcome(folder: Path, suffix: str, content: bytes) -> tuple[str, ...]:
    """Load and check a file; give the codes of what was found."""
    path = folder / f"campaign.{suffix}"
    path.write_bytes(content)
    try:
        checked = check_file(path, LAPTOP)
        found, text = checked.diagnostics, checked.loaded.texts
    except CampaignErrors as errors:
        found, text = errors.diagnostics, errors.text
        assert found
    assert render_all(found, text) or not found
    texts = {str(path): text} if isinstance(text, str) else text
    for each in found:
        whole = texts.get(each.file, "")
        lines = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= each.line <= len(lines)
        assert 1 <= each.column <= len(lines[each.line - 1]) + 2
    return tuple(each.code for each in found)


@few
@given(content=st.binary(max_size=200), suffix=st.sampled_from(["yaml", "toml"]))
def test_random_bytes_are_refused(folder: Path, content: bytes, suffix: str) -> None:
    assert outcome(folder, suffix, content)


@few
@given(
    text=st.text(alphabet="ab:-?,[]{}#&*!|>'\"%@`\\ \t\n\r.=019~<\u2028\x85Å\ufeff", max_size=60),
    suffix=st.sampled_from(["yaml", "toml"]),
)
def test_random_punctuation_is_refused(folder: Path, text: str, suffix: str) -> None:
    assert outcome(folder, suffix, text.encode())


PIECES = st.sampled_from(
    [
        *"\t\n :[]{}\"'#=\\Å\ufeff\x00\u2028\x85",
        *("- ", "? ", "|\n", ">\n", "&a ", "*a", "!!int ", "<<: ", "---\n", "...", "%YAML 1.3\n"),
        *("null", "~", "true", ".inf", ".nan", "1e999", "9" * 50, "0x1F", "2026-01-02", "[[a]]\n"),
        *("-1 K", "300 K", "c-ZrO2", "engine", "{}", "[]", "a.b.c"),
    ]
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), suffix=st.sampled_from(["yaml", "toml"]))
def test_mutated_campaigns_give_diagnostics_only(
    folder: Path, data: st.DataObject, suffix: str
) -> None:
    text = WRITERS[suffix](spoiled()).text
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 0, 1, 5, 40]))
        text = text[:at] + data.draw(PIECES) + text[at + cut :]
    outcome(folder, suffix, text.encode())


VALUES = st.recursive(
    st.one_of(
        st.integers(-(10**12), 10**12),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.sampled_from(
            ["", " ", "x", "300 K", "1 ps", "1 %", "all", "nep", "chgnet", "5 Å", "c-ZrO2"]
        ),
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["engine", "file", "a", "b c", "Li", "steps", "above", "cells", ""]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=5,
)


PLACES = [
    ("production.segment", "ps"),
    ("production.interfaces.duration", "ps"),
    ("production.interfaces.dump_every", "ps"),
    ("production.interfaces.temperatures", "K"),
    ("production.pressure", "bar"),
    ("active_learning.explore.solid.duration", "ps"),
    ("active_learning.explore.solid.check_every", "fs"),
    ("dynamics.time_step", "fs"),
    ("initial_data.sample.duration", "ps"),
    ("initial_data.perturb.strain", "%"),
    ("models.potential.cutoff.radial", "Å"),
    ("models.reference.k_spacing", "1/Å"),
]


@few
@given(
    chosen=st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True),
    powers=st.lists(st.integers(-20, 20), min_size=3, max_size=3),
    far=st.sampled_from(["", "0" * 400, "e300", "e-300", "e99999999999999999999"]),
)
def test_extreme_quantities_are_judged(
    folder: Path, chosen: list[tuple[str, str]], powers: list[int], far: str
) -> None:
    tree: dict[str, Any] = spoiled()
    for (place, unit), power in zip(chosen, powers, strict=False):
        *keys, last = place.split(".")
        section = tree
        for key in keys:
            section = section.setdefault(key, {})
        section[last] = f"1e{power} {unit}"
    if far:
        section[last] = f"1{far} {unit}"
    outcome(folder, "yaml", WRITERS["yaml"](tree).text.encode())


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), suffix=st.sampled_from(["yaml", "toml"]))
def test_any_value_at_any_place_gives_diagnostics_only(
    folder: Path, data: st.DataObject, suffix: str
) -> None:
    tree: dict[str, Any] = spoiled()
    section = tree
    while True:
        name = data.draw(st.sampled_from(sorted(section)))
        below = section[name]
        if not isinstance(below, dict) or not below or data.draw(st.booleans()):
            break
        section = below
    section[name] = data.draw(VALUES)
    outcome(folder, suffix, WRITERS[suffix](tree).text.encode())
