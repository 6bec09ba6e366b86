"""Campaigns that init writes are valid, fit the files at hand, and overwrite nothing."""

import shutil
from math import prod
from pathlib import Path

import pytest
from studies import REPOSITORY

from saggar.__main__ import main
from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.frozen.run import previewed
from saggar.compiler.starting import proposal
from saggar.compiler.starting.ions import charges_of, mobile_of
from saggar.compiler.starting.points import STARTING_POINTS
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP
from saggar.schemas.phases import Ordering

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

CRYSTALS = {
    "Li3YCl6": ("P -3 m 1", 11.2021, 6.0441, """\
Li1 Li 0 0.3397 0 1
Li2 Li 0 0.3397 0.5 0.5
Y1 Y 0.333333333 0.666666667 0.49 1
Y2 Y 0 0 0 1
Cl1 Cl 0.11 0.555 0.74 1
Cl2 Cl 0.11 0.22 0.77 1
Cl3 Cl 0.22 0.44 0.26 1
"""),
    "Al2O3": ("R -3 c:H", 4.7602, 12.9933, """\
Al1 Al 0 0 0.14784 1
O1 O 0.30624 0 0.25 1
"""),
}  # fmt: skip
"""Space group, edges a and c of a hexagonal cell in A, sites."""


def cif(crystal: str, said: str = "") -> str:
    group, a, c, sites = CRYSTALS[crystal]
    return f"""\
data_{crystal}
{said}_space_group_name_H-M_alt '{group}'
_cell_length_a {a}
_cell_length_b {a}
_cell_length_c {c}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
{sites}"""


CUBIC = """\
data_half
_space_group_name_H-M_alt 'P m -3 m'
_cell_length_a 4
_cell_length_b 4
_cell_length_c 4
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Li1 Li 0 0 0 0.5
Cl1 Cl 0.5 0.5 0.5 0.5
"""

ROCK_SALT = (
    CUBIC.replace("P m -3 m", "F m -3 m").replace("0.5\nCl", "1\nCl").replace("0.5\n", "1\n")
)

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
    (tmp_path / "notes.yaml").write_text("saggar: 1\nname: other\n")
    for name in CRYSTALS:
        (tmp_path / f"{name}.cif").write_text(cif(name))
    (tmp_path / "eight.cif").write_text(cif("Li3YCl6").replace(" 0.5\n", " 0.511\n"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(point: str, *files: str, out: str = "campaign.yaml") -> Campaign:
    assert main(["init", point, *files, "--out", out]) == 0
    return check_file(Path(out), LAPTOP).resolved.campaign


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_what_is_written_has_no_errors(at_hand: Path, point: str) -> None:
    assert main(["init", point, *FILES[point]]) == 0
    assert check_file(Path("campaign.yaml"), LAPTOP).of("error", "unsupported") == ()


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_what_is_written_compiles(at_hand: Path, point: str) -> None:
    files = [file for file in FILES[point] if point != "phases" or file == "alpha-LZC.cif"]
    assert main(["init", point, *files]) == 0
    compiled = compile_file(Path("campaign.yaml"), LAPTOP)
    assert {task.stage for task in compiled.plan.tasks} >= {"production", "analysis"}


@pytest.mark.parametrize("point", STARTING_POINTS)
def test_what_is_written_is_explained(at_hand: Path, point: str) -> None:
    written(point, *FILES[point])
    text = Path("campaign.yaml").read_text()
    assert text.count("#") >= 8
    assert "VERIFY" in text


def test_a_study_of_several_phases_is_planned_before_its_structures_are_made(
    at_hand: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "phases", "Al2O3.cif", "Li3YCl6.cif"]) == 0
    found = check_file(Path("campaign.yaml"), LAPTOP)
    assert found.of("error", "unsupported") == ()
    assert [each.code for each in found.of("pending")] == ["SG320"]
    assert main(["plan", "campaign.yaml"]) == 0
    printed = capsys.readouterr().out
    assert "(production)" in printed
    assert "Al2O3 on Li3YCl6" in printed


def test_phases_charges_and_mobile_ion_are_those_of_the_files(at_hand: Path) -> None:
    campaign = written("phases", *FILES["phases"])
    assert list(campaign.phases) == ["t-ZrO2", "alpha-LZC"]
    assert campaign.charges == {"Zr": 4, "Li": 1, "O": -2, "Cl": -1}
    assert campaign.analysis.mobile == "Li"


def test_supercells_for_production_are_compact(at_hand: Path) -> None:
    campaign = written("potential", *FILES["potential"])
    compiled = compile_file(Path("campaign.yaml"), LAPTOP)
    assert campaign.production.bulk is not None
    for name, atoms in campaign.production.bulk.phases.items():
        assert min(compiled.lock.cells[f"{name}-{atoms}"].thicknesses_A) >= 12.0


def test_supercells_are_thick_of_the_primitive_cells_too_that_are_frozen(at_hand: Path) -> None:
    Path("rock-salt.cif").write_text(ROCK_SALT)
    bulk = written("phases", "rock-salt.cif").production.bulk
    assert bulk is not None
    assert bulk.phases == {"rock-salt": 432}  # 6 x 6 x 6 of the primitive one, 2.3 Å thick


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


def test_partly_filled_sites_are_ordered_and_produced(at_hand: Path) -> None:
    campaign = written("phases", "Al2O3.cif", "Li3YCl6.cif")
    assert campaign.phases["Li3YCl6"].ordering == Ordering(relax=25, keep=1)
    assert campaign.phases["Al2O3"].ordering is None
    assert campaign.analysis.mobile == "Li"
    bulk = campaign.production.bulk
    assert bulk is not None
    assert bulk.phases == {"Li3YCl6": 240}  # 9 Li, 3 Y and 18 Cl, twice along a, b and c twice


def test_a_lone_electrolyte_with_partly_filled_sites_is_enough(at_hand: Path) -> None:
    campaign = written("phases", "Li3YCl6.cif")
    assert campaign.production.bulk is not None
    assert list(campaign.production.bulk.phases) == ["Li3YCl6"]
    assert campaign.interfaces.sets == {}


def test_occupancies_that_need_several_cells_get_a_supercell(at_hand: Path) -> None:
    Path("wide.cif").write_text(CUBIC)  # Li0.5Cl0.5, one place of each in a cell
    campaign = written("phases", "wide.cif")
    ordering = campaign.phases["wide"].ordering
    assert ordering is not None
    assert prod(ordering.supercell) == 2
    assert check_file(Path("campaign.yaml"), LAPTOP).of("error") == ()


def test_the_ion_on_partly_filled_sites_is_the_mobile_one() -> None:
    assert mobile_of(("Li", "Na", "Cl"), {"Na"}) == "Na"
    assert mobile_of(("Li", "Zr", "O"), {"O"}) == "Li"


def test_interfaces_strain_what_does_not_conduct(at_hand: Path) -> None:
    interfaces = written("phases", "Li3YCl6.cif", "Al2O3.cif").interfaces
    assert (interfaces.films, interfaces.substrates) == (("Al2O3",), ("Li3YCl6",))


def test_interfaces_have_training_holdout_and_production_sets(at_hand: Path) -> None:
    campaign = written("phases", "Al2O3.cif", "Li3YCl6.cif")
    sets = campaign.interfaces.sets
    assert list(sets) == ["training", "holdout", "production"]
    assert sets["holdout"].held_out
    assert not sets["production"].training
    assert campaign.production.interfaces is not None
    assert campaign.production.interfaces.set == "production"


def test_limits_on_interfaces_leave_a_choice_of_orientations(at_hand: Path) -> None:
    written("phases", "t-ZrO2.cif", "alpha-LZC.cif")
    found = check_file(Path("campaign.yaml"), LAPTOP)
    (training, _, production) = previewed(found)
    assert len(training.matches) >= 3
    assert len(production.matches) == 1


def test_phases_of_which_nothing_fits_are_named(
    at_hand: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposal, "LIMITS", ((0.01, 10.0),))
    campaign = written("phases", "Li3YCl6.cif", "Al2O3.cif")
    assert "# NOTHING FITS within the limits below for Al2O3 on Li3YCl6:" in (
        Path("campaign.yaml").read_text()
    )
    assert "production" not in campaign.interfaces.sets
    assert campaign.production.interfaces is None
    assert check_file(Path("campaign.yaml"), LAPTOP).of("error") == ()


def test_phases_that_all_conduct_have_the_first_as_film(at_hand: Path) -> None:
    interfaces = written("phases", "alpha-LZC.cif", "Li3YCl6.cif").interfaces
    assert (interfaces.films, interfaces.substrates) == (("alpha-LZC",), ("Li3YCl6",))


def test_a_study_is_named_after_its_phases(at_hand: Path) -> None:
    assert written("phases", "Al2O3.cif", "Li3YCl6.cif").name == "al2o3-li3ycl6"


def test_the_source_of_a_phase_is_what_its_file_says(at_hand: Path) -> None:
    head = """_database_code_ICSD 29156
_citation_title 'Crystal structure of "lithium" yttrium chloride'
_citation_journal_abbrev 'Z. Kristallogr.'
_citation_year 1997
_citation_doi 10.1524/zkri.1997.1
"""
    Path("Li3YCl6.cif").write_text(cif("Li3YCl6", head))
    campaign = written("phases", "Li3YCl6.cif")
    assert campaign.phases["Li3YCl6"].source == (
        'ICSD 29156, Crystal structure of "lithium" yttrium chloride, Z. Kristallogr. (1997), '
        "doi:10.1524/zkri.1997.1"
    )


def test_the_source_is_read_from_lists_and_without_unknown_values(at_hand: Path) -> None:
    head = """_cod_database_code 1234567
_database_code_ICSD ?
loop_
_citation_id
_citation_title
primary
;A title of
two lines
;
"""
    Path("Li3YCl6.cif").write_text(cif("Li3YCl6", head))
    campaign = written("phases", "Li3YCl6.cif")
    assert campaign.phases["Li3YCl6"].source == "COD 1234567, A title of two lines"


def test_the_source_is_asked_for_where_the_file_says_nothing(at_hand: Path) -> None:
    campaign = written("phases", "Al2O3.cif", "Li3YCl6.cif")
    assert campaign.phases["Al2O3"].source == ""
    assert "ADD source" in Path("campaign.yaml").read_text()


@pytest.mark.parametrize("out_at", [0, 1, 3])
def test_out_stands_before_or_after_the_files(at_hand: Path, out_at: int) -> None:
    words = ["phases", "Al2O3.cif", "Li3YCl6.cif"]
    words[out_at:out_at] = ["--out", "two.yaml"]
    assert main(["init", *words]) == 0
    assert Path("two.yaml").is_file()


def test_orderings_of_a_phase_are_relaxed_before_production_with_a_potential(at_hand: Path) -> None:
    written("potential", "nep.txt", "alpha-LZC-disordered.cif")
    found = check_file(Path("campaign.yaml"), LAPTOP)
    assert found.of("error") == ()
    assert found.resolved.campaign.models.foundation is not None


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
        (["training-set", "t-ZrO2.cif"], "train.xyz, then CIF"),
        (["phases", "eight.cif"], "give a file with occupancies that fewer cells fill"),
        (["phases", "train.xyz"], "train.xyz is no structure that can be read"),
        (["phases", "notes.yaml"], "notes.yaml is no structure that can be read; a CIF ends in"),
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
