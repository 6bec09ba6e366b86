"""Batches: which ready tasks share a process, so that heavy imports are paid a handful of times."""

from collections.abc import Iterable, Sequence

from saggar.schemas.plan import Task

LONGEST_BATCH_S = 600.0
"""Estimated length at which a batch is full: imports take seconds, so longer batches save nothing
and only make cores finish unevenly."""


def batches(ready: Iterable[Task], free: int, busy_s: Sequence[float]) -> list[tuple[Task, ...]]:
    """Deal ready tasks to the cores of a machine, one batch and one process for each free core.

    Family by family, longest task first, each task goes to the core that would be free soonest.
    What falls to a busy core, or to a core that has got another family, waits for a later call; so
    does what exceeds `LONGEST_BATCH_S`.

    Parameters
    ----------
    ready : iterable of Task
        Tasks whose needs have finished, in the order of the plan.
    free : int
        Number of free cores.
    busy_s : sequence of float, s
        Estimated time that each busy core has work for.

    Returns
    -------
    list of tuple of Task
        As many batches as there are free cores, or tasks if these are fewer; each of one family
        and in the order of the plan.
    """
    tasks = list(ready)
    loads_s = [0.0] * free + list(busy_s)
    dealt = [0] * len(loads_s)
    hands: list[list[int]] = [[] for _ in loads_s]
    for i in _longest_first_by_family(tasks):
        core = min(range(len(loads_s)), key=lambda core: (loads_s[core], dealt[core]))
        loads_s[core] += _length_s(tasks[i])
        dealt[core] += 1
        if not hands[core] or _family(tasks[hands[core][0]]) == _family(tasks[i]):
            hands[core].append(i)
    return [_full(tasks[i] for i in sorted(hand)) for hand in hands[:free] if hand]


def _family(task: Task) -> str:
    return task.resources.family


def _length_s(task: Task) -> float:
    """Give the estimated time; a task of which it is not known may be long and fills a batch."""
    seconds = task.resources.seconds
    return max(seconds, LONGEST_BATCH_S) if task.resources.unrated else seconds


def _longest_first_by_family(tasks: Sequence[Task]) -> list[int]:
    families = list(dict.fromkeys(map(_family, tasks)))
    return sorted(
        range(len(tasks)),
        key=lambda i: (families.index(_family(tasks[i])), -_length_s(tasks[i])),
    )


def _full(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Give the first tasks, until the batch is full."""
    batch: list[Task] = []
    length_s = 0.0
    for task in tasks:
        if batch and length_s + _length_s(task) > LONGEST_BATCH_S:
            break
        batch.append(task)
        length_s += _length_s(task)
    return tuple(batch)
