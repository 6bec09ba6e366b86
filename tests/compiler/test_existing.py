"""Studies that start from a training set or a potential instead of computing it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faulty import FLUORITE, Edit, drop, put, save, spoiled
from studies import fluorite

from saggar.compiler.cli import check_file, compile_file
from saggar.compiler.compile import Compiled
from saggar.compiler.diagnostics import Diagnostic
from saggar.compiler.diff.study import compare_studies
from saggar.schemas.machine import LAPTOP
from saggar.schemas.plan import Plan, declared_digests

HEAD = """\
nep4_zbl 3 O Zr Li
zbl 0.6 1.2
cutoff 7 3.5 100 80
n_max 6 5
basis_size 9 7
l_max 4 2 1
ANN 25 0
0.1
"""


def uses_existing_potential(tree: dict[str, Any]) -> None:
    tree["models"] = {"potential": {"engine": "nep", "existing": "nep.txt"}}


NO_TRAINING: tuple[Edit, ...] = (
    drop("initial_data"),
    drop("active_learning"),
    drop("final_training"),
    put("charges", {"Zr": 4, "O": -2}),
    uses_existing_potential,
)
FROM_DATA: tuple[Edit, ...] = (
    put("initial_data", {"existing": "train.xyz"}),
    put("charges", {"Zr": 4, "O": -2}),
)


def frame(energy: str = "-10.5", species: str = "O") -> str:
    """Write fluorite as a labelled frame, with the species of its last atom given."""
    cell = fluorite()
    lattice = " ".join(str(x) for x in cell.lattice.ravel())
    names = [*cell.species[:-1], species]
    rows = [
        f"{name} {x} {y} {z} 0.1 0.2 -0.3"
        for name, (x, y, z) in zip(names, cell.positions, strict=True)
    ]
    head = (
        f'Lattice="{lattice}" energy={energy} virial="1 0 0 0 1 0 0 0 1" '
        "Properties=species:S:1:pos:R:3:forces:R:3"
    )
    return "\n".join([str(len(cell)), head, *rows]) + "\n"


Campaign = Callable[..., Path]


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    """Write a campaign with edits beside a potential and a training set of three frames."""
    (tmp_path / "nep.txt").write_text(HEAD)
    (tmp_path / "train.xyz").write_text("".join(frame(f"-{10 + k}") for k in range(3)))

    def write(*edits: Edit) -> Path:
        path, _ = save(tmp_path, spoiled(*edits), "yaml")
        return path

    (tmp_path / "c-ZrO2.cif").write_text(FLUORITE)
    return write


def found(path: Path) -> tuple[Diagnostic, ...]:
    return check_file(path, LAPTOP).of("error")


def compiled(path: Path) -> Compiled:
    assert found(path) == ()
    return compile_file(path, LAPTOP)


def tasks(plan: Plan) -> list[str]:
    return [task.id for task in plan.tasks]


class TestPotential:
    def test_only_production_and_what_follows_is_planned(self, campaign: Campaign) -> None:
        plan = compiled(campaign(*NO_TRAINING)).plan
        assert plan.stages == ("production", "analysis")
        assert tasks(plan) == [
            "production/potential",
            "production/c-ZrO2-96/300K/segment-000",
            "analysis/c-ZrO2-96/300K",
        ]

    def test_its_architecture_is_read_from_the_file(self, campaign: Campaign) -> None:
        lock = compiled(campaign(*NO_TRAINING)).lock
        potential = lock.campaign.models.potential
        assert (potential.cutoff.radial_A, potential.cutoff.angular_A) == (7.0, 3.5)
        assert (potential.n_max, potential.basis_size) == ((6, 5), (9, 7))
        assert (potential.l_max, potential.neurons, potential.zbl_A) == ((4, 2, 1), 25, 1.2)
        assert lock.origins["models.potential.cutoff.radial_A"] == "nep.txt"

    def test_it_stands_in_the_run_directory_and_decides_what_is_stale(
        self, campaign: Campaign
    ) -> None:
        path = campaign(*NO_TRAINING)
        first = compiled(path)
        assert first.files["inputs/potential/nep.txt"] == HEAD
        (path.parent / "nep.txt").write_text(HEAD.replace("0.1\n", "0.2\n"))
        before, after = (declared_digests(each.plan.tasks, {}) for each in (first, compiled(path)))
        assert all(before[name] != after[name] for name in before)

    def test_a_key_that_the_file_contradicts_is_found(self, campaign: Campaign) -> None:
        (wrong,) = found(campaign(*NO_TRAINING, put("models.potential.cutoff", {"radial": "6 Å"})))
        assert wrong.code == "SG313"
        assert wrong.path == ("models", "potential", "cutoff", "radial")
        assert "is 6, but nep.txt has 7" in wrong.message

    def test_a_key_that_agrees_with_the_file_is_no_fault(self, campaign: Campaign) -> None:
        assert found(campaign(*NO_TRAINING, put("models.potential.l_max", [4, 2, 1]))) == ()

    def test_a_species_that_it_does_not_know_is_found(self, campaign: Campaign) -> None:
        charges = {"Zr": 4, "O": -2, "Cl": -1}
        (wrong,) = found(campaign(*NO_TRAINING, put("charges", charges)))
        assert wrong.code == "SG311"
        assert "not Cl" in wrong.message

    @pytest.mark.parametrize("text", ["", "potential nep.txt\n", HEAD.replace("nep4_zbl", "nep3")])
    def test_another_file_is_refused(self, campaign: Campaign, text: str) -> None:
        path = campaign(*NO_TRAINING)
        (path.parent / "nep.txt").write_text(text)
        assert [each.code for each in found(path)] == ["SG312"]

    def test_a_missing_file_is_found(self, campaign: Campaign) -> None:
        path = campaign(*NO_TRAINING, put("models.potential.existing", "no.txt"))
        assert [each.code for each in found(path)] == ["SG301"]

    def test_nothing_else_may_train(self, campaign: Campaign) -> None:
        wrong = found(campaign(put("models.potential.existing", "nep.txt")))
        trained = [each.path for each in wrong if each.code == "SG209"]
        assert trained == [("initial_data",), ("active_learning",), ("final_training",)]


class TestTrainingSet:
    def test_its_frames_are_admitted_and_collected(self, campaign: Campaign) -> None:
        plan = compiled(campaign(*FROM_DATA)).plan
        initial = [task for task in plan.tasks if task.stage == "initial_data"]
        assert [task.id for task in initial] == ["initial_data/existing", "initial_data/collect"]
        assert [(need.role, need.task) for need in initial[1].needs] == [
            ("labels", "initial_data/existing")
        ]

    def test_it_joins_frames_that_are_computed(self, campaign: Campaign) -> None:
        plan = compiled(campaign(put("initial_data.existing", "train.xyz"), FROM_DATA[1])).plan
        (collect,) = [task for task in plan.tasks if task.id == "initial_data/collect"]
        assert collect.needed()[0] == "initial_data/existing"
        assert collect.needed()[1].startswith("initial_data/label/")

    def test_without_a_loop_the_potential_is_trained_on_it(self, campaign: Campaign) -> None:
        plan = compiled(
            campaign(*FROM_DATA, drop("active_learning"), drop("models.reference"))
        ).plan
        (train,) = [task for task in plan.tasks if task.id == "final_training/train"]
        assert train.needed() == ("initial_data/collect",)
        assert plan.loops == ()

    @pytest.mark.parametrize(
        ("text", "code", "words"),
        [
            ("", "SG310", "0 frames"),
            (frame(), "SG310", "1 frames"),
            (frame() + frame()[:-40], "SG310", "truncated"),
            (frame() + frame("nan"), "SG310", "frame 2 of train.xyz"),
            (frame() + frame().replace("energy=", "e="), "SG310", "energy missing"),
            (frame() + frame(species="Cl"), "SG311", "Cl"),
        ],
    )
    def test_what_cannot_be_trained_on_is_found(
        self, campaign: Campaign, text: str, code: str, words: str
    ) -> None:
        path = campaign(*FROM_DATA)
        (path.parent / "train.xyz").write_text(text)
        (wrong,) = found(path)
        assert wrong.code == code
        assert words in wrong.message

    @pytest.mark.parametrize(("batch", "warned"), [(3, False), (4, True)])
    def test_batches_are_held_against_the_frames_that_are_there(
        self, campaign: Campaign, batch: int, warned: bool
    ) -> None:
        edits = (*FROM_DATA, put("active_learning.train.gradient.batch", batch))
        reason = put("ignore", {"SG463": "a test"})
        given = check_file(campaign(*edits, reason), LAPTOP).of("warning")
        (ours,) = [each for each in given if each.code == "SG463"] or [None]
        assert (ours is not None) is warned
        if ours is not None:
            assert "has 3 frames at first" in ours.message
            assert ours.ignored == "a test"

    def test_it_needs_no_selection(self, campaign: Campaign) -> None:
        path = campaign(put("initial_data", {"existing": "train.xyz", "select": {"frames": 3}}))
        with pytest.raises(Exception, match="SG115"):
            check_file(path, LAPTOP)


class TestSections:
    @pytest.mark.parametrize("section", ["initial_data", "final_training"])
    def test_a_potential_that_is_trained_needs(self, campaign: Campaign, section: str) -> None:
        (wrong,) = found(campaign(drop(section)))
        assert wrong.code == "SG210"
        assert section in wrong.message

    def test_models_are_needed_by_the_sections_that_use_them(self, campaign: Campaign) -> None:
        sample = {"temperatures": "300 K", "duration": "1 ps", "dump_every": "0.1 ps"}
        path = campaign(
            drop("models.reference"),
            drop("models.foundation"),
            put("initial_data.sample", sample),
            put("validation", {"production_frames": {}}),
        )
        assert [(each.code, each.path) for each in found(path)] == [
            ("SG211", ("initial_data", "select")),
            ("SG211", ("initial_data", "sample")),
            ("SG211", ("active_learning",)),
            ("SG211", ("validation", "production_frames")),
        ]


def test_a_study_with_another_potential_differs_in_production_only(campaign: Campaign) -> None:
    path = campaign(*NO_TRAINING)
    (path.parent / "other.txt").write_text(HEAD.replace("0.1\n", "0.2\n"))
    other = path.with_name("other.yaml")
    other.write_text("extends: campaign.yaml\nmodels: {potential: {existing: other.txt}}\n")
    difference = compare_studies(path, other)
    assert difference.differs
    assert {stage.stage for stage in difference.stages if stage.stale} == {"production", "analysis"}
