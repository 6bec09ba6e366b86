"""The plan as a person reads it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import get_args

from saggar.compiler.estimate.amounts import Amount, duration
from saggar.compiler.estimate.stages import Takes
from saggar.compiler.planning.changes import Changes, Fate
from saggar.compiler.planning.document import CellOutline, PlanDocument, principal
from saggar.compiler.preview import PreviewedSet

_SHOWN = 12
"""Matches and cells of a set that are listed."""

_QUANTITIES = {
    "core_hours": "core time",
    "gpu_hours": "GPU time",
    "reference_calculations": "references",
    "files": "files",
    "disk_MB": "disk",
    "jobs": "processes",
}
_WIDTHS = (20, 14, 20, 20, 13, 15, 19, 11)


def plan_text(document: PlanDocument) -> str:
    """Write a plan as text of several lines."""
    blocks = [
        [f"{document.campaign} on {document.machine}{_measured(document)}"],
        list(_to_be_frozen(document)),
        list(_stages(document)),
        *(list(_previewed(each)) for each in document.preview),
        list(_cells(document)),
        list(_tasks(document)),
        list(_reasons(document)),
        list(_not_executed(document)),
        list(_over_budget(document)),
    ]
    if document.against:
        blocks.append(changes_text(document.against).splitlines())
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def changes_text(changes: Changes) -> str:
    """Write what would change in a run as text of several lines."""
    counts = ", ".join(
        f"{changes.count(fate)} {fate}" for fate in get_args(Fate) if changes.count(fate)
    )
    lines = [f"against {changes.directory}: {counts or 'no task'}"]
    for (stage, fate, reason), count in changes.grouped().items():
        if fate not in ("kept", "waiting"):
            lines.append(f"  {stage:<16} {fate:<8}{count:>6}  {reason}")
    if changes.lost_cpu_seconds:
        lines.append(f"  {duration(changes.lost_cpu_seconds)} of finished work no longer used")
    return "\n".join([*lines, *(f"  {note}" for note in changes.notes)])


def _measured(document: PlanDocument) -> str:
    return f", times as measured in {document.measured_in}" if document.measured_in else ""


def _stages(document: PlanDocument) -> Iterator[str]:
    yield _row(("stage", "tasks", *_QUANTITIES.values()))
    for stage in document.stages:
        yield _row((stage.stage, _whole(stage.tasks), *_quantities(stage.takes)))
    yield _row(("run directory", "", *_quantities(document.directory)))
    yield _row((_all(document), "", *_quantities(document.total)))
    for stage in document.ahead:
        yield _row((f"({stage.stage})", _whole(stage.tasks), *_quantities(stage.takes)))
    if document.ahead:
        yield _row(("(all of it)", "", *_quantities(document.whole_study)))
    if document.remaining and document.against:
        count = str(len(document.against.open_tasks))
        yield _row(("still to be done", count, *_quantities(document.remaining)))
    if any(getattr(document.whole_study, name).left_out for name in _QUANTITIES):
        yield "+ ?: without what is not known; see below"


def _all(document: PlanDocument) -> str:
    return "making structures" if document.to_be_frozen else "total"


def _row(cells: Iterable[str]) -> str:
    return " ".join(f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def _quantities(takes: Takes) -> tuple[str, ...]:
    return (
        _times(takes.core_hours),
        _times(takes.gpu_hours),
        _whole(takes.reference_calculations),
        _whole(takes.files),
        _sizes(takes.disk_MB),
        _whole(takes.jobs),
    )


def _times(amount: Amount) -> str:
    if not amount.high:
        return "not known" if amount.left_out else "-"
    known = _span(duration(3600 * amount.low), duration(3600 * amount.high))
    return f"{known} + ?" if amount.left_out else known


def _whole(amount: Amount) -> str:
    if not amount.high:
        return "-"
    return _span(f"{amount.low:.0f}", f"{amount.high:.0f}")


def _sizes(amount: Amount) -> str:
    return _span(_size(amount.low), _size(amount.high)) if amount.high else "-"


def _span(low: str, high: str) -> str:
    """Write both ends, a unit that they share once."""
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    return f"{number} - {high}" if unit and high.endswith(f" {unit}") else f"{low} - {high}"


def _size(megabytes: float) -> str:
    if megabytes < 1:
        return f"{1e3 * megabytes:.0f} kB"
    if megabytes < 1000:
        return f"{megabytes:.1f} MB"
    return f"{megabytes / 1e3:.1f} GB"


def _to_be_frozen(document: PlanDocument) -> Iterator[str]:
    if document.to_be_frozen:
        yield "a preview with cells as they are given: structures are made first, and decide what"
        yield "exists and what the other stages compute"
        yield f"  {document.to_be_frozen}"
    if document.ahead:
        yield "stages in brackets are estimated with stand-ins: from the smallest to the largest"
        yield "cells that match, and declared pairs as large as they are wanted"
    if document.not_ahead:
        yield f"what the other stages take is not known: {document.not_ahead}"


def _previewed(each: PreviewedSet) -> Iterator[str]:
    """Write what the limits of a set allow, the smallest cells first."""
    yield (
        f"preview of set {each.name}: matches of planes: {len(each.matches)}, cells to build: "
        f"some {each.candidates}; kept: {each.kept}"
    )
    for match in each.matches[:_SHOWN]:
        name = f"{match.pair}: " if match.pair else ""
        yield (
            f"  {name}{match.film} ({_plane(match.film_plane)}) on {match.substrate} "
            f"({_plane(match.substrate_plane)})  area {match.area_A2:.1f} Å², strain "
            f"{principal(match.strains)}, {match.atoms} atoms"
        )
    if len(each.matches) > _SHOWN:
        yield f"  and {len(each.matches) - _SHOWN} larger ones (--json has all)"
    yield from (f"  nothing fits: {said}" for said in each.nothing)
    if each.unknown:
        yield f"  known when sites are ordered: {', '.join(each.unknown)}"


def _plane(miller: tuple[int, int, int]) -> str:
    return " ".join(map(str, miller))


def _cells(document: PlanDocument) -> Iterator[str]:
    if not document.cells:
        return
    yield "cells"
    listed = Counter[str]()
    width = max(len(cell.name) for cell in document.cells)
    for cell in document.cells:
        listed[cell.set] += 1
        if not cell.set or listed[cell.set] <= _SHOWN:
            yield _cell(cell, width)
    for name, count in listed.items():
        if name and count > _SHOWN:
            yield f"  and {count - _SHOWN} more of set {name} (--json has all)"
    if document.limited_strains == "length" and any(cell.strain for cell in document.cells):
        yield "  limits are on strains of lengths, which lie between the principal ones"


def _cell(cell: CellOutline, width: int) -> str:
    area = "" if cell.area_A2 is None else f"  area {cell.area_A2:g} Å², strain {cell.strain}"
    return f"  {cell.name:<{width}}  {cell.kind:<9} {cell.atoms:>6} atoms  {cell.formula}{area}"


def _tasks(document: PlanDocument) -> Iterator[str]:
    yield "tasks"
    conditions = {loop.name: loop.condition for loop in document.loops}
    for stage in document.stages:
        families = (each for each in document.families if each.stage == stage.stage)
        titles = ", ".join(each.title for each in families)
        yield f"  {stage.stage}: {titles or 'none'}"
        if str(stage.stage) in conditions:
            yield f"    a loop {conditions[stage.stage]}"


def _reasons(document: PlanDocument) -> Iterator[str]:
    yield "why these ranges"
    whole = document.whole_study
    for stage in (*document.stages, *document.ahead):
        if not stage.once:
            yield f"  {stage.stage}: {'; '.join(stage.iterations.reasons)}"
            yield f"  tasks of {stage.stage}: {'; '.join(stage.tasks.reasons)}"
    for name, title in _QUANTITIES.items():
        amount: Amount = getattr(whole, name)
        yield f"  {title}"
        yield from (f"    not known and left out: {each}" for each in amount.left_out)
        yield from (f"    {reason}" for reason in amount.reasons)


def _not_executed(document: PlanDocument) -> Iterator[str]:
    if document.not_executed:
        yield "not executed yet: refused by compile, named by compile --partial; the counts hold"
        yield "what such models would do, and nothing of such sections:"
        yield from (f"  {each}" for each in document.not_executed)


def _over_budget(document: PlanDocument) -> Iterator[str]:
    if document.over_budget:
        yield "over budget"
    for each in document.over_budget:
        ignored = f" (ignored: {each.ignored})" if each.ignored else ""
        yield f"  {each.severity} {each.code}: {each.message}; {each.hint}{ignored}"
