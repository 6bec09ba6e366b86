"""What is drawn of a plan: its families, the links that say something, and the loop."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from saggar.compiler.planning.families import Family, Link, condition_of, families_of, links_of
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Loop, Plan
from saggar.schemas.resolved import Lock

Key = tuple[StageName, str]


@dataclass(frozen=True)
class Cycle:
    """How a loop returns to its beginning.

    Parameters
    ----------
    source, target : tuple of str
        Last and first family of an iteration.
    condition : str
        What ends the loop.
    """

    source: Key
    target: Key
    condition: str


@dataclass(frozen=True)
class Drawing:
    """A plan as it is drawn.

    Parameters
    ----------
    name : str
        Of the campaign.
    stages : tuple of str
        Stages that have tasks, in order.
    families : tuple of Family
        Boxes.
    links : tuple of Link
        Arrows within an iteration; what follows from others is left out.
    cycles : dict of str to Cycle
        The loops, by stage.
    """

    name: str
    stages: tuple[StageName, ...]
    families: tuple[Family, ...]
    links: tuple[Link, ...]
    cycles: dict[StageName, Cycle]

    def of(self, stage: StageName) -> tuple[Family, ...]:
        """Give the families of a stage."""
        return tuple(family for family in self.families if family.stage == stage)


def drawing_of(plan: Plan, lock: Lock) -> Drawing:
    """Give what is drawn of a plan.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    lock : Lock
        The resolved campaign, which says when loops end.
    """
    families = families_of(plan)
    links = links_of(plan)
    within = [link for link in links if not link.next_iteration]
    present = {family.stage for family in families}
    return Drawing(
        name=plan.campaign,
        stages=tuple(stage for stage in plan.stages if stage in present),
        families=families,
        links=_reduced(within),
        cycles={
            loop.name: _cycle(loop, links, lock) for loop in plan.loops if loop.name in present
        },
    )


def ranks(families: Iterable[Family], links: Iterable[Link]) -> dict[Key, int]:
    """Give the length of the longest path to each family, in links.

    Parameters
    ----------
    families : iterable of Family
        Families of one stage.
    links : iterable of Link
        Links of a plan; those that leave the stage do not count.
    """
    rank = {family.key: 0 for family in families}
    inside = [link for link in links if link.source in rank and link.target in rank]
    for _ in rank:
        for link in inside:
            rank[link.target] = max(rank[link.target], rank[link.source] + 1)
    return rank


def _cycle(loop: Loop, links: Iterable[Link], lock: Lock) -> Cycle:
    back = [link for link in links if link.next_iteration and link.source != link.target]
    link = next(link for link in back if link.source[0] == loop.name)
    return Cycle(source=link.source, target=link.target, condition=condition_of(loop, lock))


def _reduced(links: list[Link]) -> tuple[Link, ...]:
    """Leave out links from which nothing new is learnt: a longer path says the same."""
    targets: dict[Key, set[Key]] = {}
    for link in links:
        targets.setdefault(link.source, set()).add(link.target)
    return tuple(
        link
        for link in links
        if not any(
            _reaches(other, link.target, targets)
            for other in targets[link.source]
            if other != link.target
        )
    )


def _reaches(start: Key, end: Key, targets: Mapping[Key, set[Key]]) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        new = targets.get(here, set()) - seen
        seen |= new
        waiting += new
    return False
