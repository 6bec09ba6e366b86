"""Campaigns that init writes are valid, fit the files at hand, and overwrite nothing."""

import shutil
from pathlib import Path

import pytest
from studies import REPOSITORY

from saggar.__main__ import main
from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.starting.ions import charges_of, mobile_of
from saggar.compiler.starting.points import STARTING_POINTS
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP

STRUCTURES = REPOSITORY / "tests" / "data" / "structures"
POTENTIAL = REPOSITORY / "tests" / "data" / "gpumd-reference" / "nep0.txt"
INTERFACE = REPOSITORY / "campaigns" / "demo" / "structures" / "c111-alpha001.cif"

FRAME = """\
2
Lattice="4 0 0 0 4 0 0 0 4" energy=-1 virial="0 0 0 0 0 0 0 0 0" \
Properties=species:S:1:pos:R:3:forces:R:3
Li 0 0 0 0 0 0
Cl 2 2 2 0 0 0
"""

FILES = {
    "phases": ["t-ZrO2.cif", "alpha-LZC.cif"],
    "interfaces": ["t-ZrO2.cif", "alpha-LZC.cif", "film on substrate.cif"],
    "training-set": ["train.xyz", "t-ZrO2.cif", "alpha-LZC.cif"],
    "potential": ["nep.txt", "t-ZrO2.cif", "alpha-LZC.cif"],
}


@pytest.fixture
def at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file that a starting point takes, which is the working directory."""
    for name in ("t-ZrO2.cif", "alpha-LZC.cif", "alpha-LZC-disordered.cif"):
        shutil.copy(STRUCTURES / name, tmp_path)
    shutil.copy(INTERFACE, tmp_path / "film on substrate.cif")
    shutil.copy(POTENTIAL, tmp_path / "nep.txt")
    (tmp_path / "train.xyz").write_text(2 * FRAME)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(point: str, *files: str, out: str = "campaign.yaml") -> Campaign:
    assert main(["init", point, *files, "--out", out]) == 0
    return check_file(Path(out), LAPTOP).resolved.campaign


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_what_is_written_compiles(at_hand: Path, point: str) -> None:
    assert main(["init", point, *FILES[point]]) == 0
    assert check_file(Path("campaign.yaml"), LAPTOP).of("error", "unsupported") == ()
    compiled = compile_file(Path("campaign.yaml"), LAPTOP)
    assert {task.stage for task in compiled.plan.tasks} >= {"production", "analysis"}


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_what_is_written_is_explained(at_hand: Path, point: str) -> None:
    written(point, *FILES[point])
    text = Path("campaign.yaml").read_text()
    assert text.count("#") >= 8
    assert "VERIFY" in text


def test_phases_charges_and_mobile_ion_are_those_of_the_files(at_hand: Path) -> None:
    campaign = written("phases", *FILES["phases"])
    assert list(campaign.phases) == ["t-ZrO2", "alpha-LZC"]
    assert campaign.charges == {"Zr": 4, "Li": 1, "O": -2, "Cl": -1}
    assert campaign.analysis.mobile == "Li"


def test_supercells_for_production_are_compact(at_hand: Path) -> None:
    campaign = written("phases", *FILES["phases"])
    compiled = compile_file(Path("campaign.yaml"), LAPTOP)
    assert campaign.production.bulk is not None
    for name, atoms in campaign.production.bulk.phases.items():
        assert min(compiled.lock.cells[f"{name}-{atoms}"].thicknesses_A) >= 12.0


def test_interfaces_are_given_with_film_and_substrate(at_hand: Path) -> None:
    given = written("interfaces", *FILES["interfaces"]).interfaces.given
    (interface,) = given.values()
    assert list(given) == ["film-on-substrate"]
    assert (interface.film, interface.substrate) == ("t-ZrO2", "alpha-LZC")


def test_files_are_named_relative_to_the_campaign(at_hand: Path) -> None:
    campaign = written("potential", *FILES["potential"], out="studies/first.yaml")
    assert campaign.phases["t-ZrO2"].file == "../t-ZrO2.cif"
    assert campaign.models.potential.existing == "../nep.txt"
    assert campaign.name == "first"


def test_a_phase_with_partial_occupancy_waits_for_an_ordering(at_hand: Path) -> None:
    written("phases", "t-ZrO2.cif", "alpha-LZC-disordered.cif")
    found = check_file(Path("campaign.yaml"), LAPTOP)
    assert found.of("error") == ()
    assert [each.code for each in found.of("pending")] == ["SG320"]


def test_names_that_yaml_would_take_for_something_else_are_quoted(at_hand: Path) -> None:
    shutil.copy("t-ZrO2.cif", "1e3.cif")
    shutil.copy("alpha-LZC.cif", "true.cif")
    campaign = written("phases", "1e3.cif", "true.cif", out="2026.yaml")
    assert campaign.name == "2026"
    assert list(campaign.phases) == ["1e3", "true"]


def test_a_structure_that_is_not_neutral_with_usual_charges_is_named(at_hand: Path) -> None:
    text = Path("t-ZrO2.cif").read_text().replace("Zr", "Al")
    Path("AlO2.cif").write_text(text)
    assert main(["init", "phases", "AlO2.cif"]) == 0
    assert "# With these charges AlO2 has a net charge of -" in Path("campaign.yaml").read_text()


def test_nothing_is_overwritten(at_hand: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("campaign.yaml").write_text("mine\n")
    assert main(["init", "phases", "t-ZrO2.cif"]) == 1
    assert Path("campaign.yaml").read_text() == "mine\n"
    assert "exists" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["phase", "t-ZrO2.cif"], "did you mean 'phases'"),
        (["phases"], "given are none"),
        (["phases", "none.cif"], "there is no file none.cif"),
        (["potential", "t-ZrO2.cif"], "nep.txt, then CIF"),
        (["interfaces", "t-ZrO2.cif", "alpha-LZC.cif"], "then interface cells"),
        (["phases", "t-ZrO2.cif", "t-ZrO2.cif"], "both be named t-ZrO2"),
    ],
)
def test_what_cannot_be_begun_with_is_refused(
    at_hand: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(["init", *words]) == 1
    assert says in capsys.readouterr().err
    assert not Path("campaign.yaml").exists()


def test_usual_charges_put_cations_first_and_zero_where_none_is_usual() -> None:
    assert charges_of(("O", "Li", "Xe")) == {"Li": 1, "Xe": 0, "O": -2}


def test_the_mobile_ion_is_the_likeliest_conductor() -> None:
    assert mobile_of(("Zr", "Cl", "Na")) == "Na"
    assert mobile_of(("Si", "C")) == "Si"


def test_phases_without_the_mobile_ion_are_not_produced(at_hand: Path) -> None:
    bulk = written("phases", *FILES["phases"]).production.bulk
    assert bulk is not None
    assert list(bulk.phases) == ["alpha-LZC"]
