"""Batches: which ready tasks share a process, so that heavy imports are paid a handful of times."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil

from saggar.schemas.plan import Task

LONGEST_BATCH_S = 600.0
"""Estimated length above which a batch is split further: imports take seconds, so longer batches
save nothing and only make cores finish unevenly."""


def batches(ready: Iterable[Task], cores: int) -> list[tuple[Task, ...]]:
    """Divide ready tasks into batches, one process each.

    Tasks of one family go together. A family is split evenly over all cores of the machine, busy
    ones too: a core that becomes free later finds work. Batches above `LONGEST_BATCH_S` are split
    further.

    Parameters
    ----------
    ready : iterable of Task
        Tasks whose needs have finished, in the order of the plan.
    cores : int
        Cores of the machine.

    Returns
    -------
    list of tuple of Task
        Families in the order of their first task; inside a batch, the order of the plan.
    """
    tasks = list(ready)
    order = {family: i for i, family in reversed(list(enumerate(map(_family, tasks))))}
    tasks.sort(key=lambda task: order[_family(task)])
    return [
        batch
        for _, members in groupby(tasks, key=_family)
        for batch in _even_shares(list(members), cores)
    ]


def _family(task: Task) -> str:
    return task.resources.family


def _even_shares(tasks: Sequence[Task], cores: int) -> list[tuple[Task, ...]]:
    """Longest first, each to the share that is shortest so far."""
    total_s = sum(task.resources.seconds for task in tasks)
    number = min(len(tasks), max(cores, ceil(total_s / LONGEST_BATCH_S)))
    shares: list[list[int]] = [[] for _ in range(number)]
    lengths_s = [0.0] * number
    for i in sorted(range(len(tasks)), key=lambda i: -tasks[i].resources.seconds):
        shortest = min(range(number), key=lambda share: (lengths_s[share], len(shares[share])))
        shares[shortest].append(i)
        lengths_s[shortest] += tasks[i].resources.seconds
    return [tuple(tasks[i] for i in sorted(share)) for share in shares]
