"""Each fault of form is found once, under its code, at its character, in YAML and in TOML."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from faulty import Edit, KeyPath, drop, put, save, spoiled

from saggar.compiler.diagnostics import CampaignErrors
from saggar.compiler.load import load_campaign


@dataclass(frozen=True)
class Fault:
    """One way to spoil a campaign and what must be said about it."""

    edit: Edit
    code: str
    at: Literal["key", "value"]
    path: KeyPath
    says: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the test."""
        return f"{self.code}-{'.'.join(map(str, self.path)) or 'top'}"


def value(path: str, written: Any, code: str, *says: str, item: int | None = None) -> Fault:
    """Give a fault of a value."""
    keys: KeyPath = tuple(path.split("."))
    where = keys if item is None else (*keys, item)
    return Fault(put(path, written), code, "value", where, says)


def key(path: str, written: Any, code: str, *says: str) -> Fault:
    """Give a fault of a key."""
    return Fault(put(path, written), code, "key", tuple(path.split(".")), says)


def missing(path: str, *says: str) -> Fault:
    """Give the fault of a key that is left out."""
    *above, _ = path.split(".")
    return Fault(drop(path), "SG102", "key", tuple(above), says)


def plane(written: list[int], *says: str) -> Fault:
    """Give a fault of the film's plane of a declared pair."""
    pair = {"film": "c-ZrO2", "film_plane": written, "substrate": "c-ZrO2",
            "substrate_plane": [0, 0, 1]}  # fmt: skip
    sets = {"own": {"pairs": {"one": pair}}}
    path: KeyPath = ("interfaces", "sets", "own", "pairs", "one", "film_plane")
    interfaces = {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "sets": sets}
    return Fault(put("interfaces", interfaces), "SG104", "value", path, says)


def tag(written: Any, code: str, *says: str, item: int | None = None) -> Fault:
    """Give a fault of an INCAR tag."""
    reference = {"engine": "vasp", "energy_cutoff": "650 eV", "k_spacing": "0.3 1/Å"}
    path: KeyPath = ("models", "reference", "tags", "NSIM")
    where = path if item is None else (*path, item)
    at: Literal["key", "value"] = "key" if isinstance(written, dict) else "value"
    return Fault(
        put("models.reference", {**reference, "tags": {"NSIM": written}}), code, at, where, says
    )


EXPLORE = "active_learning.explore.solid"
BULK = "production.bulk"

FAULTS = (
    # keys
    key("nam", "x", "SG101", "no key 'nam'", "did you mean 'name'?"),
    key("models.reference.dispersoin", "d3bj", "SG101", "did you mean 'dispersion'?"),
    key(f"{EXPLORE}.temperature", "300 K", "SG101", "did you mean 'temperatures'?"),
    key("phases.c-ZrO2.path", "a.cif", "SG101", "phases.c-ZrO2", "file, source, training"),
    key("models.potential.cutoff.xyz", 1, "SG101", "radial, angular"),
    key("production.bulk.ensemble", "nvt", "SG101", "production.bulk has no key 'ensemble'"),
    missing("name", "lacks the key 'name'", "name: my-study"),
    missing("seed", "'seed'", "whole number"),
    missing("analysis", "'analysis'", "mobile: Li"),
    missing("phases.c-ZrO2.file", "'file'", "text"),
    missing("models.foundation.engine", "'engine'", "chgnet, mace"),
    missing(f"{EXPLORE}.temperatures", "'temperatures'", "300 K"),
    missing("active_learning.stop.at_most", "'at_most'", "whole number"),
    missing(f"{BULK}.dump_every", "'dump_every'", "ps"),
    missing("active_learning.candidate.force_deviation.below", "'below'", "eV/Å"),
    # types
    value("name", 3, "SG103", "name is 3", "a name", '"3"'),
    value("validation.holdout", True, "SG103", "is true", "a name"),
    value("seed", "one", "SG103", "'one'", "whole number"),
    value("seed", True, "SG103", "seed is true", "whole number"),
    value("seed", 1.0, "SG103", "seed is 1.0", "write 1"),
    value("seed", "5", "SG103", "write 5 without quotes"),
    value("active_learning.committee", "4", "SG103", "without quotes"),
    value("active_learning.committee", [4], "SG103", "[4]", "whole number"),
    value("active_learning.train.warm_start", "yes", "SG103", "'yes'", "true or false"),
    value("charges.Li", "one", "SG103", "charges.Li", "number"),
    value("final_training", 3, "SG103", "final_training is 3", "generations"),
    value("phases", ["c-ZrO2"], "SG103", "[c-ZrO2]", "section"),
    value("analysis.msd", True, "SG103", "is true", "skip, longest_lag", "{}"),
    value("models.foundation", "chgnet", "SG103", "'chgnet'", "section"),
    value("models.potential.n_max", 4, "SG103", "list of 2"),
    value("models.potential.n_max", [4, "x"], "SG103", "n_max[1]", item=1),
    value(f"{EXPLORE}.cells", 3, "SG106", "all, phases, interfaces", "list"),
    # ranges
    value("seed", -1, "SG104", "seed is -1", "at least 0"),
    value("active_learning.committee", 1, "SG104", "is 1", "at least 2"),
    value("active_learning.committee", 17, "SG104", "is 17", "at most 16"),
    value("active_learning.train.generations", 0, "SG104", "at least 1"),
    value("dynamics.remove_drift_every", 5, "SG104", "is 5", "at least 10"),
    value(f"{EXPLORE}.duration", "0 ps", "SG104", "0 ps", "above 0 ps"),
    value(f"{EXPLORE}.temperatures", "300, -3 K", "SG104", "above 0 K"),
    value("active_learning.stop.candidate_fraction_below", "-1 %", "SG104", "at least 0 %"),
    value("models.potential.cutoff.radial", "1e999 Å", "SG104", "at most 1e6 Å"),
    value("production.segment", "1e-99 ps", "SG104", "at least 1e-6 ps"),
    Fault(put("models.potential.cutoff.angular", "7 Å"), "SG104", "key",
          ("models", "potential", "cutoff"), ("7 Å", "must not exceed")),
    Fault(put("active_learning.candidate.force_deviation.above", "3 eV/Å"), "SG104", "key",
          ("active_learning", "candidate", "force_deviation"), ("`above` must be smaller",)),
    value("initial_data.perturb.strain", ["5 %", "1 %"], "SG104", "two magnitudes in order",
          "the smaller first"),
    value("active_learning.stop.within.temperature", ["900 K", "300 K"], "SG104",
          "two values in order", "the lower first"),
    plane([0, 0, 0], "is [0, 0, 0]", "index that is not 0", "write for instance"),
    plane([2, 0, -2], "is [2, 0, -2]", "2 divides all", "write [1, 0, -1]"),
    value("production.pressure", "1 bar", "SG115", "1 bar", "the ensemble is nvt"),
    # words and names
    value("saggar", True, "SG103", "saggar is true"),
    value("saggar", "1", "SG103", "without quotes"),
    value("saggar", 2, "SG013", "version 2", "version 1"),
    value("production.ensemble", "nvp", "SG106", "nvp", "nve, nvt, npt", "did you mean"),
    value("models.foundation.engine", "chgnett", "SG106", "did you mean 'chgnet'?"),
    value("models.foundation.engine", "vasp", "SG106", "chgnet, mace"),
    value("models.reference.dispersion", "d4", "SG106", "none, d3bj"),
    value("models.potential.version", 3, "SG106", "is 3", "4"),
    value(f"{EXPLORE}.cells", "al", "SG106", "did you mean 'all'?", "list"),
    value("pause_after", ["production", "train"], "SG106", "pause_after[1]", item=1),
    value("name", "my study", "SG107", "my study", "write my-study"),
    value(f"{EXPLORE}.cells", ["c ZrO2"], "SG107", "c-ZrO2", item=0),
    key("phases.cubic zirconia", {"file": "a.cif"}, "SG107", "cubic-zirconia"),
    key("charges.li", 1, "SG108", "'li'", "did you mean 'Li'?"),
    key("charges.No", 2, "SG108", "elements up to Pu", "No is heavier"),
    value("analysis.mobile", "Lithium", "SG108", "'Lithium'", "symbol such as Li"),
    # quantities
    value(f"{EXPLORE}.duration", 100, "SG110", "is 100, without a unit", '"100 ps"'),
    value(f"{EXPLORE}.duration", "100", "SG110", "is 100, without a unit", '"100 ps"'),
    value("models.potential.cutoff.radial", 5, "SG110", "length in Å", '"5 Å"'),
    value("initial_data.perturb.strain", ["1 %", 0.05], "SG110", "strain[1]", "%", item=1),
    value("active_learning.stop.within.temperature", ["300 K", "600"], "SG110",
          "temperature[1] is 600", item=1),
    value(f"{EXPLORE}.duration", "1 pss", "SG111", "'pss'", "ps, fs, ns or us",
          "did you mean 'ps'?"),
    value(f"{EXPLORE}.duration", "1 PS", "SG111", "'PS'", '"1 ps"'),
    value(f"{BULK}.temperatures", "300 C", "SG111", "'C'", "in K", '"573.15 K"'),
    value(f"{EXPLORE}.duration", "10 K", "SG112", "'K' is a unit of temperature", "100 ps"),
    value("active_learning.candidate.force_deviation.above", "0.3 eV", "SG112",
          "'eV' is a unit of energy", "0.3 eV/Å"),
    value(f"{EXPLORE}.duration", "long", "SG113", "'long'", "number with a unit"),
    value(f"{EXPLORE}.duration", True, "SG113", "true"),
    value(f"{EXPLORE}.temperatures", "300,600 K", "SG113", '"300600 K"', '"300, 600 K"'),
    value(f"{EXPLORE}.duration", "1,5 ps", "SG113", "decimal point"),
    value(f"{EXPLORE}.temperatures", [], "SG113", "[]", "300 K"),
    value("active_learning.committee", "4 ps", "SG116", "4 ps", "whole number"),
    value("charges.Zr", "4 e", "SG116", "4 e", "write 4"),
    # INCAR tags
    tag({}, "SG103", "is {}", "true or false, a number, a text", "[4, 0]"),
    tag([], "SG103", "is []", "a list of numbers"),
    tag([4, "a"], "SG103", "NSIM[1] is a", "a list of numbers", item=1),
    tag([4, [0]], "SG103", "NSIM[1] is [0]", item=1),
    tag(10**18, "SG104", "at most 18 digits"),
    # lengths
    value("models.potential.n_max", [8], "SG114", "list of 2"),
    value("models.potential.n_max", [8, 8, 8], "SG114", "list of 2"),
    key("phases", {}, "SG114", "phases is empty", "at least 1"),
    key("active_learning.explore", {}, "SG114", "at least 1"),
    # keys that need or exclude each other
    Fault(put(f"{BULK}.durations", [{"run": "2 ps"}]), "SG115", "key", ("production", "bulk"),
          ("either duration or durations",)),
    Fault(put(f"{EXPLORE}.ensemble", "npt"), "SG115", "key",
          ("active_learning", "explore", "solid"), ("pressures are given with ensemble npt",)),
    Fault(drop("initial_data.perturb"), "SG115", "key", ("initial_data",), ("perturb, sample",)),
    Fault(drop(BULK), "SG115", "key", ("production",), ("bulk, interfaces or both",)),
    Fault(put("interfaces.sets", {"training": {"max_index": 1}}), "SG115", "key",
          ("interfaces",), ("films and substrates",)),
)  # fmt: skip


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_found_at_its_place(fault: Fault, suffix: str, tmp_path: Path) -> None:
    path, written = save(tmp_path, spoiled(fault.edit), suffix)
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    marks = written.keys if fault.at == "key" else written.values
    place = marks.get(fault.path) or written.keys.get(fault.path) or (2, 1)
    found = [(each.code, each.line, each.column) for each in caught.value.diagnostics]
    assert found == [(fault.code, *place)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_message_says_what_is_wrong_and_what_to_do(fault: Fault, tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(fault.edit), "yaml")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    (found,) = caught.value.diagnostics
    said = f"{found.message}\n{found.hint}"
    assert all(part in said for part in fault.says), said
    assert found.hint


def test_there_are_at_least_sixty_faults() -> None:
    assert len(FAULTS) >= 60


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_the_sound_campaign_loads(suffix: str, tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), suffix)
    assert load_campaign(path).campaign.name == "base"


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_all_faults_are_reported_at_once_in_the_order_of_the_file(
    suffix: str, tmp_path: Path
) -> None:
    tree = spoiled(
        put("seed", -1), put("charges.li", 1), put("analysis.mobil", "O"), drop("analysis.mobile")
    )
    path, _ = save(tmp_path, tree, suffix)
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    found = caught.value.diagnostics
    assert [each.code for each in found] == ["SG104", "SG108", "SG101"]
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_yaml_and_toml_give_the_same_campaign(tmp_path: Path) -> None:
    one, other = (load_campaign(save(tmp_path, spoiled(), each)[0]) for each in ("yaml", "toml"))
    assert one.campaign == other.campaign
    assert one.tree == other.tree
    assert one.positions.keys.keys() == other.positions.keys.keys()
