"""A Methods section says what was done, with every value, and nothing that was not done."""

import re
from pathlib import Path
from typing import Any

import pytest
from faulty import put, save, spoiled
from studies import DEMO

from saggar.__main__ import main
from saggar.compiler.load import load_campaign
from saggar.compiler.methods.account import Account, as_declared
from saggar.compiler.methods.citations import REFERENCES, Citations
from saggar.compiler.methods.document import MethodsSection, methods_of
from saggar.compiler.methods.layout import as_markdown, as_text
from saggar.compiler.methods.values import UNUSED_BY, UNUSED_WITHOUT_SETS
from saggar.compiler.resolve import resolve
from saggar.schemas.base import user_key
from saggar.schemas.machine import LAPTOP, Machine

STUDY = Path(__file__).parents[2] / "benchmarks" / "campaign.yaml"

PAPER = [
    put("models.reference", {"engine": "vasp", "dispersion": "d3bj", "energy_cutoff": "550 eV",
                             "k_spacing": "0.3 1/Å", "tags": {
                                 "LHFCALC": True, "NCORE": 4, "DIPOL": [0.5, 0.5, 0.25]}}),
    put("models.foundation", {"engine": "mace"}),
    put("phases.c-ZrO2.ordering", {}),
    put("interfaces", {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "sets": {
        "training": {"max_index": 2, "max_area": "120 Å^2", "max_strain": "10 %", "draw": 10}}}),
    put("validation", {"holdout": "training", "energy_volume": {},
                       "neb": {"hop": {"phase": "c-ZrO2", "ion": "O"}}}),
    put("analysis", {"mobile": "O", "hop": {}, "arrhenius": {}, "rdf": {}, "displacement": {},
                     "symmetry_measure": {}, "coordination": {}, "density_map": {},
                     "environment_map": {}}),
    put("assumptions.gap", "2.2 Å, which the paper does not give"),
    put("ignore.SG414", "a test"),
]  # fmt: skip


def section(path: Path, machine: Machine = LAPTOP) -> MethodsSection:
    loaded = load_campaign(path)
    resolved = resolve(loaded)
    account = Account(
        campaign=resolved.campaign,
        machine=machine,
        execution=as_declared(resolved.campaign, machine),
        origins=resolved.origins,
        packages={"saggar": "0.1.0"},
        tree=loaded.tree,
    )
    return methods_of(account)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A campaign with everything that the language can say."""
    return save(tmp_path, spoiled(*PAPER), "yaml")[0]


def prose(methods: MethodsSection) -> str:
    return " ".join(text for _, text in methods.paragraphs)


def leaves(value: Any, keys: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """List the keys of all values of a lock, independently of the code under test."""
    if isinstance(value, dict) and value:
        return [leaf for key, below in value.items() for leaf in leaves(below, (*keys, key))]
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [leaf for i, each in enumerate(value) for leaf in leaves(each, (*keys, str(i)))]
    return [] if value in (None, "", [], {}) else [keys]


@pytest.mark.parametrize("which", ["demo", "study", "paper"])
def test_no_value_is_missing(which: str, paper: Path) -> None:
    path = {"demo": DEMO, "study": STUDY, "paper": paper}[which]
    campaign = resolve(load_campaign(path)).campaign
    told = {re.sub(r"\[(\d+)\]", r".\1", value.path) for value in section(path).values}
    due = [tuple(map(user_key, keys)) for keys in leaves(campaign.lock())]
    if not campaign.interfaces.sets:
        due = [keys for keys in due if keys[:2] not in UNUSED_WITHOUT_SETS]
    named = {tuple(keys) for keys in due} - {*UNUSED_BY[LAPTOP.nep.executor]}
    assert {".".join(keys) for keys in named} == told


def test_a_value_is_written_with_its_unit_and_its_place() -> None:
    values = {value.path: value for value in section(DEMO).values}
    radial = values["models.potential.cutoff.radial"]
    line = next(n for n, text in enumerate(DEMO.read_text().splitlines(), 1) if "radial" in text)
    assert radial.text == "5 Å"
    assert radial.origin.startswith(f"campaign.yaml:{line}:")
    assert values["dynamics.thermostat.coupling"].text == "100 fs"
    assert values["dynamics.thermostat.coupling"].origin == "default"


def test_tags_are_listed_with_their_places_those_of_the_machine_too(paper: Path) -> None:
    values = {value.path: value for value in section(paper).values}
    assert values["models.reference.tags.NCORE"].text == "4"
    assert values["models.reference.tags.NCORE"].origin.startswith("campaign.yaml:")
    assert values["models.reference.tags.DIPOL"].text == "0.5, 0.5 and 0.25"


def test_a_default_of_the_paper_names_its_place() -> None:
    values = {value.path: value for value in section(DEMO).values}
    assert values["analysis.msd.longest_lag"].origin == "default (paper: 50 % of the trajectory)"


@pytest.mark.parametrize(
    "said",
    [
        "NEP4) [11, 12, 13] had radial and angular cutoffs of 6 Å and 5 Å",
        "NPT ensemble at 300, 600, 1000 and 1500 K and 1, 100 and 1000 bar",
        "above 0.3 eV/Å and below 3 eV/Å",
        "0.7 times the sum of covalent radii",
        "At most 200 candidates",
        "for 5 ns up to 500 K and 2 ns otherwise, with a frame every 2 ps",
        "principal strain was between 1 % and 5 %",
        "into 4931 clusters",
        "switched off between half of and the whole 1.2 Å",
        "in the NPT ensemble at 1 bar, in consecutive segments of 1 ns",
        "less than 0.1 % of the frames were unknown",
        "momenta were removed every 10 steps",
    ],
)
def test_numbers_stand_in_the_prose_with_their_units(said: str) -> None:
    assert said in prose(section(STUDY))


@pytest.mark.parametrize(
    "said",
    ["VASP", "PBE", "Becke-Johnson", "550 eV", "0.3 1/Å", "1e-6 eV", "MACE", "medium-mpa-0",
     "Further INCAR tags were LHFCALC = .TRUE. and DIPOL = 0.5 0.5 0.25.", "120 Å^2",
     "strains up to 10 %", "10 drawn at random", "nudged elastic band", "1.25 Å",
     "from 450 K to 700 K", "t-SNE", "continuous symmetry", "Ewald"],
)  # fmt: skip
def test_everything_that_the_language_can_say_is_told(said: str, paper: Path) -> None:
    assert said in prose(section(paper))


@pytest.mark.parametrize(
    "other", ["VASP", "MACE", "nudged", "t-SNE", "hop", "Ewald", "vacuum", "lattice matching"]
)
def test_what_a_campaign_does_not_do_is_not_mentioned(other: str) -> None:
    methods = section(DEMO)
    assert other not in prose(methods)
    assert not any(value.path.startswith("interfaces.build") for value in methods.values)


@pytest.mark.parametrize("which", ["demo", "study", "paper"])
def test_citations_are_numbered_in_the_order_of_the_text_and_all_listed(
    which: str, paper: Path
) -> None:
    methods = section({"demo": DEMO, "study": STUDY, "paper": paper}[which])
    groups = re.findall(r"\[(\d+(?:, \d+)*)\]", prose(methods))
    first = list(dict.fromkeys(int(n) for group in groups for n in group.split(", ")))
    assert first == list(range(1, len(methods.references) + 1))


def test_every_reference_can_be_cited(paper: Path) -> None:
    cited = {
        text for path in (DEMO, STUDY, paper) for text in section(path).references
    }  # fmt: skip
    others = {REFERENCES[key] for key in ("PBEsol", "r2SCAN", "snes", "lbfgs")}
    assert cited | others == set(REFERENCES.values())


def test_what_is_no_reference_cannot_be_cited() -> None:
    with pytest.raises(KeyError):
        Citations()("nobody")


@pytest.mark.parametrize("layout", [as_text, as_markdown])
def test_assumptions_and_overruled_checks_are_listed(layout: Any, paper: Path) -> None:
    text = layout(section(paper))
    assert "2.2 Å, which the paper does not give" in text
    assert "SG414" in text
    assert "0.1.0" in text


def test_a_run_gives_the_same_text_as_its_campaign_and_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["compile", str(DEMO), "--out", str(run)]) == 0
    capsys.readouterr()
    assert main(["methods", str(DEMO), "--markdown"]) == 0
    from_file = capsys.readouterr().out
    assert main(["methods", str(run), "--markdown"]) == 0
    from_run = capsys.readouterr().out
    assert "## Versions" in from_run
    head, _, values = from_file.partition("## Values")
    unfinished = next(line for line in from_run.splitlines() if line.startswith("> Nothing of"))
    assert from_run.replace(f"{unfinished}\n\n", "").startswith(head)
    assert from_run.endswith(values)


def test_settings_of_the_command_line_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["methods", str(DEMO), "--set", "production.segment=5 ps"]) == 0
    (row,) = [line for line in capsys.readouterr().out.splitlines() if "production.segment" in line]
    assert "5 ps" in row
    assert "--set" in row


NPT = put("active_learning.explore.solid",
          {"ensemble": "npt", "temperatures": "300, 600 K", "pressures": "1 bar",
           "duration": "1 ps", "check_every": "0.1 ps"})  # fmt: skip


@pytest.mark.parametrize(
    ("key", "written", "told"),
    [
        ("active_learning.explore.solid.check_every", "0.02 ps", "0.02 ps"),
        ("active_learning.explore.solid.check_every", "20 fs", "20 fs"),
        ("active_learning.explore.solid.pressures", "0.0001, 0.01 GPa", "0.0001 and 0.01 GPa"),
        ("active_learning.explore.solid.pressures", ["1 bar", "100 bar"], "1 and 100 bar"),
        ("active_learning.explore.solid.temperatures", ["400 K", "600K"], "400 and 600 K"),
        ("models.potential.cutoff.radial", "0.50 nm", "0.5 nm"),
        ("models.potential.cutoff.radial", "5 angstrom", "5 Å"),
        ("active_learning.candidate.force_deviation.above", "300 meV/Å", "300 meV/Å"),
        ("production.segment", "0.0025 ns", "0.0025 ns"),
    ],
)
def test_a_value_keeps_the_unit_of_its_author(
    key: str, written: Any, told: str, tmp_path: Path
) -> None:
    methods = section(save(tmp_path, spoiled(NPT, put(key, written)), "yaml")[0])
    values = {value.path: value.text for value in methods.values}
    assert values[key] == told
    assert told in prose(methods)


def test_units_of_different_sizes_in_one_list_become_one(tmp_path: Path) -> None:
    mixed = put("active_learning.explore.solid.pressures", ["1 bar", "0.01 GPa"])
    methods = section(save(tmp_path, spoiled(NPT, mixed), "yaml")[0])
    values = {value.path: value.text for value in methods.values}
    assert values["active_learning.explore.solid.pressures"] == "1 and 100 bar"


def test_a_run_whose_campaign_is_gone_is_told_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["compile", str(DEMO), "--out", str(run)]) == 0
    (run / "campaign" / "campaign.yaml").unlink()
    capsys.readouterr()
    assert main(["methods", str(run)]) == 0
    assert "evaluated every 20 fs" in " ".join(capsys.readouterr().out.split())
