"""How many frames reach each task: what is sampled, selected, labelled and trained on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from saggar.compiler.chosen import chosen_cells
from saggar.compiler.estimate.amounts import NOTHING, Range, exactly
from saggar.compiler.estimate.sizes import Selection, Sizes, any_of, selected
from saggar.compiler.estimate.usage import Facts, Frames
from saggar.schemas import steps
from saggar.schemas.plan import Loop, Plan, Task


@dataclass(frozen=True)
class Flow:
    """Frames of a plan, stage by stage.

    Parameters
    ----------
    initial, validation : Frames
        Of the tasks of these stages.
    per_iteration : Frames
        Of a loop's iteration, `data_set` apart.
    iterations : Range
        Iterations of the loop: least and largest number.
    lines : mapping of str to float
        Lines of the tables of each analysis, by task.
    """

    initial: Frames
    per_iteration: Frames
    validation: Frames
    iterations: Range
    lines: Mapping[str, float]

    def of(self, task: Task, iteration: int = 0) -> Frames:
        """Give the frames that reach a task, in one iteration of the loop."""
        match task.stage:
            case "initial_data":
                return self.initial
            case "active_learning":
                return self._in_loop(iteration)
            case "final_training":
                return self._in_loop(int(self.iterations.high))
            case "validation":
                return self.validation
        return Frames(pool=exactly(self.lines.get(task.id, 0.0)))

    def _in_loop(self, iteration: int) -> Frames:
        start, more = self.initial.data_set, self.per_iteration.chosen
        one = self.per_iteration
        data_set = Range(start.low, start.high + iteration * more.high)
        trained = self.initial.trained
        if iteration:
            trained += any_of(iteration * more.high, one.cells)
        return replace(one, data_set=data_set, trained=trained)


def flow_of(plan: Plan, facts: Facts) -> Flow:
    """Follow the frames through a plan.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    facts : Facts
        Campaign, cells and decks.
    """
    learning = facts.lock.campaign.active_learning
    loop = plan.loops[0] if plan.loops else None
    cap = loop.at_most if loop else 0
    least = learning.stop.for_iterations if learning is not None else 0
    initial = _initial(plan, facts)
    return Flow(
        initial=initial,
        per_iteration=_per_iteration(loop, facts) if loop else Frames(),
        validation=_validation(plan, facts),
        iterations=Range(min(least, cap), cap),
        lines=_lines(plan, facts),
    )


def _initial(plan: Plan, facts: Facts) -> Frames:
    sampled = perturbed = chosen = 0
    pool = Sizes()
    for task in plan.tasks:
        match task.settings:
            case steps.Perturb() as step:
                perturbed += len(step.cells) * step.per_structure
                for cell in step.cells:
                    pool += Sizes({facts.atoms[cell]: step.per_structure})
            case steps.Sample() as step:
                frames = step.steps // step.dump_every
                sampled += frames
                pool += Sizes({facts.atoms[step.cell]: frames})
            case steps.SelectInitialFrames() as step:
                chosen = step.select.frames
    chosen = min(chosen, sampled + perturbed)
    models = facts.lock.campaign.models
    labelled = Range(0, min(sampled, chosen)) if models.foundation == models.reference else NOTHING
    taken, existing = selected(chosen, pool), Sizes(Counter(facts.existing_frames))
    return Frames(
        pool=exactly(sampled + perturbed),
        chosen=exactly(chosen),
        labelled=labelled,
        data_set=exactly(chosen + len(facts.existing_frames)),
        taken=taken,
        trained=taken + Selection(existing, existing),
    )


def _per_iteration(loop: Loop, facts: Facts) -> Frames:
    checks, cells, at_most = 0.0, set(), 0
    for task in loop.body:
        match task.settings:
            case steps.RunDynamics() as step:
                length = facts.lengths[step.deck]
                checks += length.steps / length.active_every
                cells.add(step.cell)
            case steps.Assess() as step:
                at_most = step.at_most
    lock = facts.lock
    trained = chosen_cells("all", lock.campaign, lock.structures)
    given = {lock.cells[name].file for name in trained if name in lock.cells}
    sizes = tuple(facts.atoms[cell] for cell in cells | given)
    return Frames(
        pool=Range(0.0, checks),
        chosen=Range(0, at_most),
        taken=any_of(at_most, sizes),
        cells=sizes,
    )


def _validation(plan: Plan, facts: Facts) -> Frames:
    cells = {
        task.id: task.settings.cell
        for task in plan.tasks
        if isinstance(task.settings, steps.RunDynamics) and task.settings.purpose == "produce"
    }
    picked = Sizes()
    for task in plan.tasks:
        if isinstance(task.settings, steps.PickFrames):
            runs = {need.role: cells[need.task] for need in task.needs}
            for cell in runs.values():
                picked += Sizes({facts.atoms[cell]: task.settings.per_run})
    chosen = exactly(picked.total)
    return Frames(pool=chosen, chosen=chosen, taken=Selection(picked, picked))


def _lines(plan: Plan, facts: Facts) -> dict[str, float]:
    """Lines of thermodynamics and frames in the segments that each analysis reads."""
    lengths = {
        task.id: facts.lengths[task.settings.deck]
        for task in plan.tasks
        if isinstance(task.settings, steps.RunDynamics)
    }
    written = {
        name: length.steps / length.thermo_every + length.steps / length.dump_every
        for name, length in lengths.items()
    }
    return {
        task.id: sum(written.get(name, 0.0) for name in task.needed())
        for task in plan.tasks
        if task.stage == "analysis"
    }
