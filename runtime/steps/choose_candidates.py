"""Candidates that are relaxed: of each orientation the lowest in energy as built."""

from saggar.runtime.interfaces.choosing import lowest_of_each
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.interface_energies import interface_energies, read_evaluations
from saggar.runtime.steps.structure_records import group_of, read_candidates, write_candidates
from saggar.schemas.errors import EngineError
from saggar.schemas.results import ChooseOutcome
from saggar.schemas.steps import ChooseCandidates


def execute(settings: ChooseCandidates, context: StepContext) -> ChooseOutcome:
    """Write the candidates that are relaxed, and the bulk cells beside them.

    Parameters
    ----------
    settings : ChooseCandidates
        How many of each orientation.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If no candidate, or a bulk phase, has an energy.
    """
    candidates, bulk = read_candidates(context.result("candidates"))
    records = {name: record for name, (record, _) in candidates.items()}
    evaluations = read_evaluations(context.results("evaluated"))
    energies = interface_energies(records, evaluations)
    if candidates and not energies.J_per_m2:
        raise EngineError(f"none of {len(candidates)} candidates has an energy")
    groups = {name: group_of(record) for name, record in records.items()}
    chosen = lowest_of_each(energies.J_per_m2, groups, settings.per_orientation)
    write_candidates(context.folder, {name: candidates[name] for name in chosen}, bulk)
    return ChooseOutcome(
        candidates=len(candidates),
        orientations=len({groups[name] for name in energies.J_per_m2}),
        chosen=len(chosen),
        not_chosen=len(energies.J_per_m2) - len(chosen),
        failed=len(energies.failed),
        no_energy=len(energies.undefined),
        effort=evaluations.effort,
    )
