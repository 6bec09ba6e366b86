"""Structures: orderings, relaxed phases and interfaces, made once and frozen beside the campaign.

A run of its own: what the other stages compute depends on the cells that come out of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from saggar.compiler.cells import cell_path
from saggar.compiler.chosen import holdout_sets, training_sets
from saggar.compiler.planner import Planned, planned_from
from saggar.compiler.preview import CUTS_OF_A_MATCH
from saggar.compiler.stages.parts import Parts
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Model
from saggar.schemas.interfaces import InterfaceSet
from saggar.schemas.phases import Ordering, Phase, Relaxation
from saggar.schemas.plan import Need, Resources, Task

STAGE: Final = "structures"
FREEZE = "structures/freeze"
"""Task whose result is the structures lock."""

ORDERINGS_IN_A_SHARE = 4
SHARES_OF_A_SET = 8
"""Enough to keep the cores of a workstation busy. The machine has no say in it, so that results
stay valid on another one."""

USUAL_STEPS = 120
"""Steps of a relaxation where nothing is known: measured on orderings of some 30 atoms."""
ATOMS_PER_A3 = 0.07
"""Between oxides (0.09) and chlorides (0.04), for the size of cells that are not built yet."""
USUAL_CANDIDATES = 200
"""Candidates of a set where nothing is known of its matches."""


@dataclass(frozen=True)
class FromFiles:
    """What a structures run starts from besides its study.

    Attributes
    ----------
    phases : dict of str to str
        Texts of the authors' files, by phase.
    digest : str
        Of what the campaign says about structures.
    held_out : tuple of str
        Identities of interfaces that an earlier lock held out.
    candidates : mapping of str to int
        Expected candidates of each set, as far as they are known.
    """

    phases: dict[str, str]
    digest: str
    held_out: tuple[str, ...] = ()
    candidates: Mapping[str, int] | None = None


def plan_structures(study: Study, given: FromFiles) -> Planned:
    """Plan the run that makes and freezes structures.

    Parameters
    ----------
    study : Study
        Campaign, machine, and the cells of phases that are whole.
    given : FromFiles
        Files of phases, and what an earlier lock held out.

    Returns
    -------
    Planned
        The one stage ``structures``, with tasks ``phases/<phase>/{order,relax/...,settle}``,
        ``interfaces/<set>/{build,evaluate/...,choose,relax/...,rank}`` and ``freeze``.
    """
    parts = Parts()
    for name, phase in study.campaign.phases.items():
        path = _phase_path(name, phase)
        parts.given[path] = given.phases[name]
        _plan_phase(study, name, phase, path, parts)
    ranked: dict[str, str] = {}
    for name in _by_turn(study.campaign):
        ranked[name] = _plan_set(study, name, given, ranked, parts)
    needs = [Need(role="phase", task=_settled(name)) for name in study.campaign.phases]
    needs += [Need(role="rank", task=ranked[name]) for name in study.campaign.interfaces.sets]
    settings = steps.FreezeStructures(digest=given.digest, held_out=given.held_out)
    parts.tasks.append(_light(FREEZE, settings, needs, seconds=20))
    return planned_from(parts, study, (STAGE,))


def _phase_path(name: str, phase: Phase) -> str:
    return f"inputs/phases/{name}{PurePosixPath(phase.file).suffix}"


def _settled(phase: str) -> str:
    return f"structures/phases/{phase}/settle"


def _by_turn(campaign: Campaign) -> list[str]:
    """Give the sets in the order in which they take interfaces: a hold-out set what is left."""
    kept_out = holdout_sets(campaign)
    return sorted(campaign.interfaces.sets, key=lambda name: name in kept_out)


def _light(
    name: str, settings: steps.StepSettings, needs: Iterable[Need], seconds: float = 5.0
) -> Task:
    return Task(
        id=name,
        stage=STAGE,
        settings=settings,
        needs=tuple(needs),
        resources=Resources(seconds=seconds, family="structures"),
    )


def _plan_phase(study: Study, name: str, phase: Phase, path: str, parts: Parts) -> None:
    """Plan the cell of one phase: ordered, relaxed, or as it is given."""
    needs: list[Need] = []
    if phase.ordering is not None:
        needs = _plan_orderings(study, name, phase.ordering, path, parts)
    elif phase.relax is not None:
        task = _relaxed_as_given(study, name, phase.relax)
        parts.tasks.append(task)
        needs = [Need(role="relaxed", task=task.id)]
    keep = phase.ordering.keep if phase.ordering is not None else 1
    settle = steps.SettlePhase(phase=name, file=path, source=phase.source, keep=keep)
    task = _light(_settled(name), settle, needs)
    parts.tasks.append(task.model_copy(update={"files": {path: ""}}))


def _plan_orderings(
    study: Study, name: str, ordering: Ordering, path: str, parts: Parts
) -> list[Need]:
    """Plan the orderings of a phase; give what the choice among them reads."""
    settings = steps.Order(
        file=path, phase=name, ordering=ordering, charges=dict(study.campaign.charges)
    )
    task = _light(f"structures/phases/{name}/order", settings, (), seconds=15)
    shares = -(-ordering.relax // ORDERINGS_IN_A_SHARE)
    work = _Work(ordering.relax, _atoms_of(study, name), shares)
    folder = f"structures/phases/{name}/relax"
    relaxed = _relax_tasks(study, folder, task.id, ordering.relaxation, work)
    parts.tasks += [task.model_copy(update={"files": {path: ""}}), *relaxed]
    return [
        Need(role="orderings", task=task.id),
        *(Need(role="relaxed", task=each.id) for each in relaxed),
    ]


def _relaxed_as_given(study: Study, name: str, relaxation: Relaxation) -> Task:
    path = cell_path(name)
    return Task(
        id=f"structures/phases/{name}/relax/0",
        stage=STAGE,
        settings=steps.Relax(
            model=_model(study, relaxation.model),
            relaxation=relaxation,
            share=0,
            shares=1,
            file=path,
        ),
        files={path: ""},
        resources=_Work(1, _atoms_of(study, name), 1).resources(study, relaxation),
    )


def _atoms_of(study: Study, phase: str) -> float:
    """Give the atoms of a phase's cell; those of the largest other where it is not whole yet."""
    sizes = {name: len(cell) for name, cell in study.phases.items()}
    return sizes.get(phase, max(sizes.values(), default=30))


def _plan_set(
    study: Study, name: str, given: FromFiles, ranked: Mapping[str, str], parts: Parts
) -> str:
    """Plan one set of interfaces; give the task that ranks it."""
    interfaces = study.campaign.interfaces
    limits, rank = interfaces.sets[name], interfaces.rank
    folder = f"structures/interfaces/{name}"
    phases = _phase_needs(study.campaign, limits)
    build = _light(f"{folder}/build", _build(study, name, limits), phases, seconds=30)
    parts.tasks.append(build)
    work = _work(study, name, limits, given)
    last, chosen_by = build, tuple[Need, ...]()
    if rank.relax_per_orientation is not None:
        evaluated = _relax_tasks(study, f"{folder}/evaluate", build.id, None, work)
        last = _choose(folder, build, evaluated, rank.relax_per_orientation)
        chosen_by = (Need(role="chosen", task=last.id),)
        parts.tasks += [*evaluated, last]
    chosen = work.chosen(rank.relax_per_orientation)
    relaxed = _relax_tasks(study, f"{folder}/relax", last.id, rank.relax, chosen)
    parts.tasks += relaxed
    task = _light(
        f"{folder}/rank",
        _rank(study, name, limits, given.held_out),
        (
            Need(role="candidates", task=build.id),
            *chosen_by,
            *(Need(role="relaxed", task=each.id) for each in relaxed),
            *phases,
            *_taken(study.campaign, name, ranked),
        ),
        seconds=20,
    )
    parts.tasks.append(task)
    return task.id


def _choose(folder: str, build: Task, evaluated: list[Task], per_orientation: int) -> Task:
    needs = [Need(role="candidates", task=build.id)]
    needs += [Need(role="evaluated", task=task.id) for task in evaluated]
    settings = steps.ChooseCandidates(per_orientation=per_orientation)
    return _light(f"{folder}/choose", settings, needs)


def _phase_needs(campaign: Campaign, limits: InterfaceSet) -> tuple[Need, ...]:
    films, substrates = _sides(campaign, limits)
    used = dict.fromkeys((*films, *substrates))
    return tuple(Need(role="phase", task=_settled(name)) for name in used)


def _sides(campaign: Campaign, limits: InterfaceSet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the phases that a set's films and substrates are made of."""
    if not limits.pairs:
        return campaign.interfaces.films, campaign.interfaces.substrates
    films = dict.fromkeys(pair.film for pair in limits.pairs.values())
    substrates = dict.fromkeys(pair.substrate for pair in limits.pairs.values())
    return tuple(films), tuple(substrates)


def _build(study: Study, name: str, limits: InterfaceSet) -> steps.BuildInterfaces:
    interfaces = study.campaign.interfaces
    films, substrates = _sides(study.campaign, limits)
    return steps.BuildInterfaces(
        set=name,
        limits=limits,
        films=films,
        substrates=substrates,
        build=interfaces.build,
        charges=dict(study.campaign.charges),
        at_most=interfaces.rank.at_most,
    )


def _rank(
    study: Study, name: str, limits: InterfaceSet, held_out: tuple[str, ...]
) -> steps.RankInterfaces:
    campaign = study.campaign
    return steps.RankInterfaces(
        set=name,
        limits=limits,
        build=campaign.interfaces.build,
        charges=dict(campaign.charges),
        held_out=name in holdout_sets(campaign),
        never=held_out if name in training_sets(campaign) else (),
        cutoff_A=campaign.models.potential.cutoff.radial_A,
        seed=study.seed(STAGE, name),
    )


def _taken(campaign: Campaign, name: str, ranked: Mapping[str, str]) -> tuple[Need, ...]:
    """Give the sets whose interfaces a hold-out set leaves alone."""
    if name not in holdout_sets(campaign):
        return ()
    training = training_sets(campaign)
    return tuple(Need(role="taken", task=ranked[each]) for each in ranked if each in training)


@dataclass(frozen=True)
class _Work:
    """How many structures of how many atoms are relaxed, in how many shares."""

    structures: float
    atoms: float
    shares: int

    def chosen(self, per_orientation: int | None) -> "_Work":
        """Give what is left of candidates when some of each orientation are chosen."""
        if per_orientation is None:
            return self
        kept = self.structures / CUTS_OF_A_MATCH * per_orientation
        return replace(self, structures=min(self.structures, kept))

    def resources(self, study: Study, relaxation: Relaxation | None) -> Resources:
        """Estimate what the task takes."""
        evaluations = 1 if relaxation is None else min(USUAL_STEPS, relaxation.max_steps)
        rate = study.machine.rates.foundation_ms_per_atom / 1e3
        seconds = 5 + rate * self.structures / self.shares * self.atoms * evaluations
        return Resources(seconds=seconds, family="foundation")


def _work(study: Study, name: str, limits: InterfaceSet, given: FromFiles) -> _Work:
    """Guess candidates of a set and their size: half of the largest area, both slabs."""
    expected = (given.candidates or {}).get(name, USUAL_CANDIDATES)
    thickness = limits.thickness or study.campaign.interfaces.build.thickness
    height = thickness.film_A + thickness.substrate_A
    areas = [limits.max_area_A2, *(pair.max_area_A2 for pair in limits.pairs.values())]
    area = max((each for each in areas if each is not None), default=100.0) / 2
    at_most = study.campaign.interfaces.rank.at_most
    return _Work(min(expected, at_most), max(2.0, ATOMS_PER_A3 * area * height), SHARES_OF_A_SET)


def _relax_tasks(
    study: Study, folder: str, structures: str, relaxation: Relaxation | None, work: _Work
) -> list[Task]:
    """Plan the relaxation, or the evaluation, of all structures of a task in shares."""
    by = relaxation or study.campaign.interfaces.rank.relax
    model = _model(study, by.model)
    return [
        Task(
            id=f"{folder}/{share}",
            stage=STAGE,
            settings=steps.Relax(
                model=model, relaxation=relaxation, share=share, shares=work.shares
            ),
            needs=(Need(role="structures", task=structures),),
            resources=work.resources(study, relaxation),
        )
        for share in range(work.shares)
    ]


def _model(study: Study, role: str) -> Model:
    models = study.campaign.models
    model = models.foundation if role == "foundation" else models.reference
    assert model is not None, "SG211 refuses a relaxation without one"
    return model
