"""Why the ranges of a stage are as wide as they are: one sentence for each cause that it has."""

from collections.abc import Iterable, Iterator

from saggar.compiler.estimate.amounts import Range
from saggar.schemas.campaign import StageName
from saggar.schemas.engines import Vasp
from saggar.schemas.machine import Machine
from saggar.schemas.plan import Task
from saggar.schemas.resolved import Lock
from saggar.schemas.steps import Label

_LIGHT = "tasks that only read and write: from a tenth of a second to what is allowed for them"
_SIZES = "training and labels: from the smallest to the largest frames that can be chosen"

_OF_TIME = {
    "relax": "relaxations: from a tenth of the structures or steps that are expected to all",
    "label": _SIZES,
    "train": _SIZES,
    "assess": "assessment: from no frame of the explorations to all",
}
"""Steps whose time is a range of its own; of all others but `_RATED` only the least is open."""
_RATED = frozenset({"sample", "dynamics"})

_OF_FILES = {
    "sample": "a file for each sampled frame; a sampling that breaks down keeps those before",
    "label": "a file for each new label",
    "relax": "a share of relaxations stores from none to 30 structures",
    "analyse": "an analysis writes 2 to 4 tables",
    "freeze_structures": "frozen cells, with up to 600 pictures and tables",
}
_OF_DISK = {
    "dynamics": "explorations write from none to all frames",
    "relax": "the number of structures",
    "label": "labels of the smallest to the largest frames that can be chosen",
    "freeze_structures": "the number of pictures",
}


def of_time(tasks: Iterable[Task], lock: Lock, ratios: Iterable[str]) -> tuple[str, ...]:
    """Say why the time of tasks is a range.

    Parameters
    ----------
    tasks : iterable of Task
        Of one stage, all on cores or all on GPUs.
    lock : Lock
        Campaign and machine.
    ratios : iterable of str
        Steps whose times were measured.
    """
    every = list(tasks)
    if not every:
        return ("no task",)
    steps = dict.fromkeys(task.settings.step for task in every)
    measured = [step for step in ratios if step in steps]
    causes = [f"{step}: by times measured in the run" for step in measured]
    if any(step not in measured for step in steps):
        causes.append(_spread(lock.machine))
    causes += [_OF_TIME.get(step, _LIGHT) for step in steps if step not in _RATED]
    if any(isinstance(task.settings, Label) for task in every):
        causes += _of_vasp(lock)
    return (*dict.fromkeys(causes), "no task fails")


def left_out(tasks: Iterable[Task], machine: Machine) -> Iterator[str]:
    """Name tasks whose time is not known: what they are, and the rate that the profile lacks."""
    found: dict[tuple[StageName, str, str], int] = {}
    for task in tasks:
        if task.resources.unrated:
            key = (task.stage, task.settings.step, task.resources.unrated)
            found[key] = found.get(key, 0) + 1
    for (stage, step, rate), count in found.items():
        yield f"{stage}: {count} x {step}, for which {machine.name} gives no {rate}"


def of_files(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Say what the number of files depends on."""
    return ("what each step writes, and three for each process", *_found(tasks, _OF_FILES))


def of_disk(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Say what the bytes depend on."""
    return ("bytes per atom of each kind of file, within 20 %", *_found(tasks, _OF_DISK))


def of_iterations(stage: StageName, iterations: Range) -> str:
    """Say how often a loop's body counts."""
    return f"{stage}: from {iterations.low:g} to {iterations.high:g} iterations"


def _found(tasks: Iterable[Task], table: dict[str, str]) -> Iterator[str]:
    for step in dict.fromkeys(task.settings.step for task in tasks):
        if step in table:
            yield table[step]


def _spread(machine: Machine) -> str:
    factor = machine.rates.spread
    return (
        f"rates of the machine profile: off by a factor of {factor:g} either way, "
        f"{factor**2:.3g} from end to end"
    )


def _of_vasp(lock: Lock) -> Iterator[str]:
    if isinstance(lock.campaign.models.reference, Vasp):
        yield "single points of VASP: time goes with the 1st to the 3rd power of the atoms"
