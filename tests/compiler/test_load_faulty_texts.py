"""Faults of syntax, repeated keys, dates and overlays: one code at one character in YAML and TOML.

`¦` stands before the character at which the fault is to be found.
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from faulty import save, spoiled

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic
from saggar.compiler.load import load_campaign

MARK = "¦"


class Texts(NamedTuple):
    """One fault, written in both languages."""

    code: str
    says: str
    yaml: str
    toml: str


ALONE = (
    # syntax
    Texts("SG005", "", 'saggar: 1\nname: "x" ¦y\n', 'saggar = 1\nname = "x" ¦y\n'),
    Texts("SG005", "", "saggar: 1\nseed: [1, ¦}\n", "saggar = 1\nseed = [1, ¦}\n"),
    Texts("SG005", "", "saggar: 1\n¦}\n", "saggar = 1\n¦}\n"),
    Texts("SG005", "", "saggar: 1\n¦]: 1\n", "saggar = 1\n¦] = 1\n"),
    Texts("SG005", "", "saggar: 1\nname: ¦%x\n", "saggar = 1\nname = ¦%x\n"),
    # keys and sections that are given twice
    Texts("SG007", "seed is given twice; first in line 1",
          "seed: 1\nsaggar: 1\n¦seed: 2\n", "seed = 1\nsaggar = 1\n¦seed = 2\n"),
    Texts("SG007", "production is given twice; first in line 1",
          "production: {segment: 1 ns}\n\n¦production:\n  bulk: {}\n",
          "[production]\nsegment = '1 ns'\n[¦production]\nbulk = {}\n"),
    Texts("SG007", "charges.Li is given twice; first in line 2",
          "saggar: 1\ncharges: {Li: 1, ¦Li: 2, Cl: -1}\n",
          "saggar = 1\ncharges = {Li = 1, ¦Li = 2, Cl = -1}\n"),
    Texts("SG007", "phases.a.file is given twice; first in line 4",
          "saggar: 1\nphases:\n  a:\n    file: a.cif\n    ¦file: b.cif\n",
          "saggar = 1\n[phases]\n[phases.a]\nfile = 'a.cif'\n¦file = 'b.cif'\n"),
    Texts("SG007", "phases is given twice; first in line 2",
          "saggar: 1\nphases: {a: {file: a.cif}}\n¦phases: {b: {file: b.cif}}\n",
          "saggar = 1\nphases = {a = {file = 'a.cif'}}\n[¦phases.b]\nfile = 'b.cif'\n"),
    # dates are text
    Texts("SG103", "the text '2026-01-02'", "saggar: 1\nseed: ¦2026-01-02\n",
          "saggar = 1\nseed = ¦2026-01-02\n"),
    Texts("SG111", "segment is 07:32:00", "saggar: 1\nproduction: {segment: ¦07:32:00}\n",
          "saggar = 1\nproduction = {segment = ¦07:32:00}\n"),
    Texts("SG107", "is 2026-01-02T07:32:00, no name", "saggar: 1\nname: ¦2026-01-02T07:32:00\n",
          "saggar = 1\nname = ¦2026-01-02T07:32:00\n"),
    # numbers
    Texts("SG012", "too long", f"saggar: 1\nseed: ¦{'9' * 40}\n",
          f"saggar = 1\nseed = ¦{'9' * 40}\n"),
    # directives
    Texts("SG014", "extends", "extends: ¦3\nsaggar: 1\n", "extends = ¦3\nsaggar = 1\n"),
    Texts("SG015", "none.yaml", "extends: ¦none.yaml\n", "extends = ¦'none.yaml'\n"),
)  # fmt: skip

OVER_A_BASE = (
    Texts("SG017", "production.blk", "remove: [analysis.msd, ¦production.blk]\n",
          "remove = ['analysis.msd', ¦'production.blk']\n"),
    Texts("SG101", "no key 'segmnt'", "production: {¦segmnt: 1 ns}\n",
          "production = {¦segmnt = '1 ns'}\n"),
    Texts("SG110", "segment is 2", "production: {segment: ¦2}\n", "production = {segment = ¦2}\n"),
    Texts("SG104", "committee is 1", "active_learning:\n  committee: ¦1\n",
          "[active_learning]\ncommittee = ¦1\n"),
    Texts("SG106", "nvp", "production: {ensemble: ¦nvp}\n", "production = {ensemble = ¦'nvp'}\n"),
    Texts("SG103", "seed is", "seed: ¦2026-01-02\n", "seed = ¦2026-01-02\n"),
    Texts("SG007", "seed is given twice", "seed: 2\n¦seed: 3\n", "seed = 2\n¦seed = 3\n"),
)  # fmt: skip


def found_in(text: str, suffix: str, code: str, folder: Path) -> Diagnostic:
    """Give the only finding of a code, which must be at the mark."""
    before, _, _ = text.partition(MARK)
    path = folder / f"study.{suffix}"
    path.write_text(text.replace(MARK, ""), encoding="utf-8")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    (found,) = [each for each in caught.value.diagnostics if each.code == code]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert (found.line, found.column) == place, found
    assert Path(found.file) == path
    return found


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("fault", ALONE, ids=lambda fault: f"{fault.code}-{fault.says[:20]}")
def test_a_fault_has_one_place_in_both_languages(fault: Texts, suffix: str, tmp_path: Path) -> None:
    found = found_in(getattr(fault, suffix), suffix, fault.code, tmp_path)
    assert fault.says in found.message
    assert found.hint


@pytest.mark.parametrize("base", ["yaml", "toml"])
@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("fault", OVER_A_BASE, ids=lambda fault: fault.code)
def test_a_fault_of_an_overlay_stands_in_the_overlay(
    fault: Texts, suffix: str, base: str, tmp_path: Path
) -> None:
    tree = spoiled()
    tree["analysis"]["msd"] = {}
    save(tmp_path, tree, base)
    first = 'extends: "campaign.' if suffix == "yaml" else 'extends = "campaign.'
    text = f'{first}{base}"\n{getattr(fault, suffix)}'
    found = found_in(text, suffix, fault.code, tmp_path)
    assert fault.says in found.message


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("base", ["yaml", "toml"])
def test_a_wrong_value_over_another_names_both_places(
    suffix: str, base: str, tmp_path: Path
) -> None:
    path, written = save(tmp_path, spoiled(), base)
    value = "production: {segment: ¦2}\n" if suffix == "yaml" else "production = {segment = ¦2}\n"
    first = "extends: " if suffix == "yaml" else "extends = "
    found = found_in(f'{first}"{path.name}"\n{value}', suffix, "SG110", tmp_path)
    assert found.overrides is not None
    assert Path(found.overrides.file) == path
    assert (found.overrides.line, found.overrides.column) == written.values["production", "segment"]


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_what_is_repeated_hides_nothing_else(suffix: str, tmp_path: Path) -> None:
    path, written = save(tmp_path, spoiled(), suffix)
    equals = ": " if suffix == "yaml" else " = "
    repeated = written.text.replace(f"seed{equals}1", f"seed{equals}-1\nseed{equals}2")
    path.write_text(repeated, encoding="utf-8")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    assert [each.code for each in caught.value.diagnostics] == ["SG104", "SG007"]
