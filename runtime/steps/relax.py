"""Relaxation of structures, or evaluation as they stand; none is computed twice."""

import logging

from saggar.runtime.engines.loading import load_model
from saggar.runtime.engines.relaxation import RelaxedStructure, relax_structure
from saggar.runtime.labels import LabelStore, label_key
from saggar.runtime.relaxations import RelaxationStore, relaxation_key
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import FRAMES, read_frames, write_frames, write_relaxations
from saggar.runtime.structures.cell import Cell
from saggar.schemas.engines import Nep
from saggar.schemas.errors import EngineError, StructureError
from saggar.schemas.frozen_structures import Relaxations, Relaxed
from saggar.schemas.phases import Relaxation
from saggar.schemas.results import RelaxOutcome
from saggar.schemas.steps import Relax

log = logging.getLogger(__name__)


class _Relaxer:
    """Looks each structure up in its store, and computes where it is not there."""

    def __init__(self, settings: Relax, context: StepContext) -> None:
        self._settings = settings
        self._model = load_model(settings.model, context.root)
        self._calculator = self._model.calculator()
        self._species = context.lock.campaign.species
        self._relaxations = RelaxationStore(context.relaxation_store)
        self._labels = LabelStore(context.label_store)
        self.provenance = self._model.provenance
        self.reused = 0
        self.steps = 0

    @property
    def damaged(self) -> int:
        """Entries of the stores that could not be read."""
        return len(self._relaxations.damaged) + len(self._labels.damaged)

    def settle(self, start: Cell) -> RelaxedStructure:
        """Give the structure at rest, or as it stands where nothing shall be relaxed.

        Raises
        ------
        EngineError
            If the model fails on it.
        """
        relaxation = self._settings.relaxation
        return self._evaluated(start) if relaxation is None else self._relaxed(start, relaxation)

    def _evaluated(self, start: Cell) -> RelaxedStructure:
        key = label_key(start, self._species, self._model.physics)
        label = self._labels.get(key)
        if label is None:
            label = self._model.evaluate(start)
            self._labels.put(key, label, self.provenance)
        else:
            self.reused += 1
        return RelaxedStructure(
            cell=start,
            energy_eV=label.energy_eV,
            steps=0,
            converged=True,
            largest_force_eV_A=label.largest_force_eV_A,
        )

    def _relaxed(self, start: Cell, relaxation: Relaxation) -> RelaxedStructure:
        key = relaxation_key(start, self._species, self._model.physics, relaxation)
        relaxed = self._relaxations.get(key)
        if relaxed is not None:
            self.reused += 1
            return relaxed
        relaxed = relax_structure(
            start,
            self._calculator,
            force_tolerance_eV_A=relaxation.force_tolerance_eV_per_A,
            relax_cell=relaxation.cell,
            max_steps=relaxation.max_steps,
        )
        self._relaxations.put(key, relaxed, self.provenance)
        self.steps += relaxed.steps
        return relaxed


def execute(settings: Relax, context: StepContext) -> RelaxOutcome:
    """Relax this share of the structures; one that fails is counted and left out.

    Final cells go to ``frames.xyz`` under the names that they had, energies and failures to
    ``relaxations.json``.

    Parameters
    ----------
    settings : Relax
        Model, relaxation, and which share of how many.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If every structure of the share failed.
    StructureError
        If two structures have one name.
    """
    file = context.root / settings.file if settings.file else None
    given = read_frames(file or context.result("structures") / FRAMES)
    _require_distinct_names(given)
    starts = given[settings.share :: settings.shares]
    relaxer = _Relaxer(settings, context)
    settled: list[RelaxedStructure] = []
    failed: dict[str, str] = {}
    for start in starts:
        try:
            settled.append(relaxer.settle(start))
        except EngineError as error:
            failed[start.name] = str(error)
            log.warning("%s is left out: %s", start.name, error)
    if starts and not settled:
        reason = next(iter(failed.values()))
        raise EngineError(f"none of {len(starts)} structures could be relaxed; {reason}")
    finished = {each.cell.name: _record(settings, each) for each in settled}
    write_frames(context.folder, [each.cell for each in settled])
    write_relaxations(context.folder, Relaxations(finished=finished, failed=failed))
    return RelaxOutcome(
        structures=len(starts),
        relaxed=len(settled),
        reused=relaxer.reused,
        failed=len(failed),
        failures=tuple(f"{name}: {reason}" for name, reason in failed.items()),
        not_converged=tuple(each.cell.name for each in settled if not each.converged),
        steps=relaxer.steps,
        damaged=relaxer.damaged,
        engine=relaxer.provenance.engine,
        engine_version=relaxer.provenance.release,
    )


def _require_distinct_names(structures: list[Cell]) -> None:
    names = [cell.name for cell in structures]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise StructureError(f"structures that are relaxed need names of their own: {twice[0]}")


def _record(settings: Relax, settled: RelaxedStructure) -> Relaxed:
    assert not isinstance(settings.model, Nep)
    return Relaxed(
        model=settings.model,
        relaxation=settings.relaxation,
        steps=settled.steps,
        converged=settled.converged,
        largest_force_eV_per_A=settled.largest_force_eV_A,
        energy_eV_per_atom=settled.energy_eV / len(settled.cell),
    )
