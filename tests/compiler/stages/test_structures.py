"""The run that makes structures: what is planned for phases, sets and the hold-out set."""

from pathlib import Path
from typing import Any

import pytest
from faulty import FLUORITE
from locks import SETS, write_campaign, write_lock

from saggar.compiler.cli import check_file
from saggar.compiler.diagnostics import CampaignErrors
from saggar.compiler.frozen.run import compile_structures
from saggar.compiler.preview import CUTS_OF_A_MATCH
from saggar.compiler.stages.structures import FREEZE
from saggar.schemas import steps
from saggar.schemas.machine import LAPTOP
from saggar.schemas.plan import Plan, Task

PHASES = {"c-ZrO2": {"file": "cell.xyz"}, "rutile": {"file": "rutile.xyz"}}


def planned(folder: Path, **changes: Any) -> Plan:
    return compile_structures(check_file(write_campaign(folder, **changes), LAPTOP), LAPTOP).plan


def with_sets(**interfaces: Any) -> dict[str, Any]:
    return {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": SETS, **interfaces}


def half_filled(folder: Path, **ordering: Any) -> dict[str, Any]:
    """Give phases of which rutile's place is taken by fluorite with half of its atoms."""
    text = FLUORITE.replace("0 0 0 1\n", "0 0 0 0.5\n").replace("0.25 1\n", "0.25 0.5\n")
    (folder / "half.cif").write_text(text)
    return {**PHASES, "rutile": {"file": "half.cif", "ordering": ordering}}


def task(plan: Plan, name: str) -> Task:
    (found,) = [each for each in plan.tasks if each.id == name]
    return found


def needed(plan: Plan, name: str, role: str) -> list[str]:
    return [need.task for need in task(plan, name).needs if need.role == role]


def test_a_phase_as_it_is_given_is_settled_from_its_file(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    settle = task(plan, "structures/phases/rutile/settle")
    assert settle.needs == ()
    assert list(settle.files) == ["inputs/phases/rutile.xyz"]


def test_a_relaxed_phase_is_settled_from_its_relaxation(tmp_path: Path) -> None:
    phases = {**PHASES, "rutile": {"file": "rutile.xyz", "relax": {"max_steps": 40}}}
    plan = planned(tmp_path, phases=phases)
    relax = task(plan, "structures/phases/rutile/relax/0")
    assert needed(plan, "structures/phases/rutile/settle", "relaxed") == [relax.id]
    assert isinstance(relax.settings, steps.Relax)
    assert relax.settings.file == "inputs/cells/rutile.xyz"
    assert list(relax.files) == [relax.settings.file]


def test_orderings_are_relaxed_four_at_a_time_whatever_the_machine(tmp_path: Path) -> None:
    plan = planned(tmp_path, phases=half_filled(tmp_path, relax=9, keep=2))
    folder = "structures/phases/rutile"
    shares = [f"{folder}/relax/{share}" for share in range(3)]
    assert needed(plan, f"{folder}/settle", "relaxed") == shares
    assert needed(plan, f"{folder}/settle", "orderings") == [f"{folder}/order"]
    assert all(needed(plan, share, "structures") == [f"{folder}/order"] for share in shares)
    settings = task(plan, f"{folder}/settle").settings
    assert isinstance(settings, steps.SettlePhase)
    assert settings.keep == 2


def test_all_candidates_are_relaxed_where_nothing_says_otherwise(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    folder = "structures/interfaces/training"
    assert needed(plan, f"{folder}/relax/0", "structures") == [f"{folder}/build"]
    assert len(needed(plan, f"{folder}/rank", "relaxed")) == 8
    assert not [each for each in plan.tasks if "evaluate" in each.id or "choose" in each.id]


def test_some_of_each_orientation_are_chosen_by_their_energy_as_built(tmp_path: Path) -> None:
    plan = planned(tmp_path, interfaces=with_sets(rank={"relax_per_orientation": 3}))
    folder = "structures/interfaces/training"
    assert needed(plan, f"{folder}/choose", "candidates") == [f"{folder}/build"]
    assert len(needed(plan, f"{folder}/choose", "evaluated")) == 8
    assert needed(plan, f"{folder}/relax/0", "structures") == [f"{folder}/choose"]
    assert needed(plan, f"{folder}/rank", "chosen") == [f"{folder}/choose"]
    evaluate = task(plan, f"{folder}/evaluate/0").settings
    assert isinstance(evaluate, steps.Relax)
    assert evaluate.relaxation is None


def test_a_holdout_set_is_ranked_last_and_leaves_training_alone(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    order = [each.id for each in plan.tasks if each.id.endswith("/rank")]
    folder = "structures/interfaces"
    assert order[-1] == f"{folder}/holdout/rank"
    assert needed(plan, order[-1], "taken") == [f"{folder}/training/rank"]
    settings = task(plan, order[-1]).settings
    assert isinstance(settings, steps.RankInterfaces)
    assert settings.held_out


def test_what_an_earlier_lock_held_out_is_kept_from_training_alone(tmp_path: Path) -> None:
    write_lock(write_campaign(tmp_path), held_out=("seen",))
    plan = planned(tmp_path)
    never = {}
    for each in plan.tasks:
        if isinstance(each.settings, steps.RankInterfaces):
            never[each.settings.set] = each.settings.never
    assert never == {"training": ("seen",), "production": (), "holdout": ()}
    freeze = task(plan, FREEZE).settings
    assert isinstance(freeze, steps.FreezeStructures)
    assert freeze.held_out == ("seen",)


def test_the_last_task_freezes_every_phase_and_set(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert plan.tasks[-1].id == FREEZE
    assert plan.stages == ("structures",)
    assert len(needed(plan, FREEZE, "phase")) == 2
    assert len(needed(plan, FREEZE, "rank")) == 3


def test_no_result_of_a_task_stands_in_that_of_another(tmp_path: Path) -> None:
    sets = with_sets(rank={"relax_per_orientation": 1})
    plan = planned(tmp_path, phases=half_filled(tmp_path), interfaces=sets)
    names = {each.id for each in plan.tasks}
    assert len(names) == len(plan.tasks)
    assert not [name for name in names if any(name.startswith(f"{other}/") for other in names)]


def test_the_seed_of_a_draw_follows_the_campaign_and_the_set(tmp_path: Path) -> None:
    def seeds(seed: int) -> list[int]:
        found = (each.settings for each in planned(tmp_path, seed=seed).tasks)
        return [each.seed for each in found if isinstance(each, steps.RankInterfaces)]

    assert len({*seeds(1), *seeds(2)}) == 6
    assert seeds(1) == seeds(1)


def test_estimates_follow_the_preview(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    seconds = task(plan, "structures/interfaces/production/relax/0").resources.seconds
    height, area = 10.0 + 12.0, 50.0 / 2
    atoms = 0.07 * area * height
    assert seconds == pytest.approx(5 + 3.5e-3 * CUTS_OF_A_MATCH / 8 * atoms * 120)


def test_a_model_that_nothing_executes_is_refused_where_it_would_relax(tmp_path: Path) -> None:
    vasp = {"engine": "vasp", "energy_cutoff": "520 eV", "k_spacing": "0.3 1/Å"}
    ranked = with_sets(rank={"relax": {"model": "reference", "cell": False}})
    with pytest.raises(CampaignErrors, match="SG507"):
        planned(tmp_path, models__reference=vasp, interfaces=ranked)
    assert planned(tmp_path, models__reference=vasp)
