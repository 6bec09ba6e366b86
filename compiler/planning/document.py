"""The plan as a document: what is printed, written by ``--out`` and compared by ``compile``."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from saggar.compiler.compile import Compiled
from saggar.compiler.diagnostics import Diagnostic
from saggar.compiler.estimate.amounts import Range
from saggar.compiler.estimate.stages import (
    StageEstimate,
    Takes,
    add_up,
    estimate_remaining,
    estimate_stages,
    facts_of,
    of_directory,
)
from saggar.compiler.planning.changes import Changes
from saggar.compiler.planning.families import Family, condition_of, families_of
from saggar.compiler.preview import PreviewedSet
from saggar.runtime.structures.extxyz import read_extxyz
from saggar.schemas.base import Frozen
from saggar.schemas.errors import CompileError
from saggar.schemas.manifest import Manifest
from saggar.schemas.plan import Loop, Plan
from saggar.schemas.resolved import CellRecord, Lock


class CellOutline(Frozen):
    """One cell that is run."""

    name: str
    kind: str
    formula: str
    atoms: int
    area_A2: float | None = None
    """Of an interface: of the plane of its first two lattice vectors."""
    strain: str = ""
    """Of an interface: principal strains of the strained crystal, or where they come from."""
    set: str = ""
    """Of a frozen interface."""


class LoopOutline(Frozen):
    """One loop."""

    name: str
    tasks: int
    """Of its last iteration."""
    condition: str


class PlanDocument(Frozen):
    """What a campaign executes and takes on a machine."""

    version: int = 1
    campaign: str
    machine: str
    stages: tuple[StageEstimate, ...]
    loops: tuple[LoopOutline, ...]
    families: tuple[Family, ...]
    cells: tuple[CellOutline, ...]
    limited_strains: Literal["principal", "length"]
    """What the campaign's limits on strain limit."""
    directory: Takes
    """What the run directory holds besides the results of tasks."""
    total: Takes
    remaining: Takes | None = None
    """Against a run: what is still to be done of it, by tasks that wait, are redone or added."""
    not_executed: tuple[str, ...] = ()
    """Sections without an executor; they are not in any count."""
    to_be_frozen: str = ""
    """Why this is the plan of the run that makes structures, where it is: the others depend on the
    cells that come out of it."""
    preview: tuple[PreviewedSet, ...] = ()
    """Interfaces that limits allow, where they are not frozen yet."""
    ahead: tuple[StageEstimate, ...] = ()
    """What the stages after the making of structures take, with stand-ins for cells that are not
    there; none where they cannot be planned so."""
    not_ahead: str = ""
    """Why they cannot."""
    over_budget: tuple[Diagnostic, ...] = ()
    """Where the total exceeds, or may exceed, the campaign's budget."""
    measured_in: str = ""
    """Run directory whose measured times replaced rates."""
    against: Changes | None = None
    """What would change in an existing run directory."""
    files: dict[str, str]
    """Compiled files and their sha256: the world that was planned."""
    plan: Plan
    resolved: Lock
    """Values with their origins, machine and packages for which it was planned."""

    @property
    def whole_study(self) -> Takes:
        """The total, with what is ahead where structures are made first."""
        if not self.ahead:
            return self.total
        return add_up([self.total, *(stage.takes for stage in self.ahead)])


def document_of(
    compiled: Compiled,
    *,
    not_executed: Iterable[str] = (),
    ratios: Mapping[str, Range] | None = None,
    measured_in: str = "",
    against: Changes | None = None,
) -> PlanDocument:
    """Describe a compiled campaign.

    Parameters
    ----------
    compiled : Compiled
        The campaign in memory.
    not_executed : iterable of str
        Sections without an executor.
    ratios : mapping of str to Range, optional
        Measured seconds over estimated ones, by step.
    measured_in : str
        The run in which they were measured.
    against : Changes, optional
        What would change in an existing run.
    """
    lock, plan = compiled.lock, compiled.plan
    facts = facts_of(lock, compiled.files, ratios)
    stages = estimate_stages(plan, facts)
    directory = of_directory(compiled.files, stages)
    open_tasks = against.open_tasks if against else frozenset()
    return PlanDocument(
        campaign=plan.campaign,
        machine=lock.machine.name,
        stages=stages,
        loops=tuple(_loop(loop, lock) for loop in plan.loops),
        families=families_of(plan),
        cells=tuple(_cells(lock, compiled.files)),
        limited_strains=lock.campaign.interfaces.build.strain_measure,
        directory=directory,
        total=add_up([*(stage.takes for stage in stages), directory]),
        remaining=estimate_remaining(plan, facts, open_tasks) if against else None,
        not_executed=tuple(not_executed),
        measured_in=measured_in,
        against=against,
        files=world_of(compiled.files),
        plan=plan,
        resolved=lock,
    )


def total_of(compiled: Compiled) -> Takes:
    """Estimate what a compiled campaign takes in all, by the rates of its machine profile."""
    stages = estimate_stages(compiled.plan, facts_of(compiled.lock, compiled.files))
    return add_up([*(stage.takes for stage in stages), of_directory(compiled.files, stages)])


def world_of(files: Mapping[str, str]) -> dict[str, str]:
    """Give the sha256 of every compiled file, as the manifest has them."""
    return Manifest.model_validate_json(files["manifest.json"]).files


def read_document(path: Path) -> PlanDocument:
    """Read a plan that ``plan --out`` has written.

    Raises
    ------
    CompileError
        If the file cannot be read or is no plan of this version.
    """
    try:
        return PlanDocument.model_validate_json(path.read_bytes(), by_alias=False, by_name=True)
    except OSError as error:
        raise CompileError(f"the plan {path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise CompileError(
            f"{path} is no plan that this saggar wrote ({'.'.join(map(str, first['loc']))}: "
            f"{first['msg']}); write it again with `saggar plan FILE --out {path}`"
        ) from None


def _loop(loop: Loop, lock: Lock) -> LoopOutline:
    tasks = len(loop.named(loop.at_most - 1))
    return LoopOutline(name=loop.name, tasks=tasks, condition=condition_of(loop, lock))


def principal(strains: tuple[float, float]) -> str:
    """Write two principal strains in per cent."""
    return f"{'/'.join(f'{100 * strain:+.2f}' for strain in strains)} % (principal)"


def _cells(lock: Lock, files: Mapping[str, str]) -> Iterator[CellOutline]:
    sets = lock.structures.sets if lock.structures is not None else {}
    set_of = {cell: name for name, cells in sets.items() for cell in cells}
    for name, cell in lock.cells.items():
        yield _cell(name, cell, files).model_copy(update={"set": set_of.get(name, "")})


def _cell(name: str, cell: CellRecord, files: Mapping[str, str]) -> CellOutline:
    area, strain = None, ""
    if cell.kind == "interface":
        (frame,) = read_extxyz(files[cell.file], name=name)
        a, b, _ = frame.lattice
        area = round(float(((a[1] * b[2] - a[2] * b[1]) ** 2 + (a[2] * b[0] - a[0] * b[2]) ** 2
                            + (a[0] * b[1] - a[1] * b[0]) ** 2) ** 0.5), 3)  # fmt: skip
        strain = "given with the cell" if cell.strains is None else principal(cell.strains)
    return CellOutline(
        name=name, kind=cell.kind, formula=cell.formula, atoms=cell.atoms,
        area_A2=area, strain=strain,
    )  # fmt: skip
