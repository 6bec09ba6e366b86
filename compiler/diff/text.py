"""The comparison as text for a terminal."""

from collections.abc import Iterator
from shlex import quote

from saggar.compiler.diff.classes import ORDER, DifferenceClass
from saggar.compiler.diff.consequences import StageConsequence
from saggar.compiler.diff.differences import Difference
from saggar.compiler.diff.notation import (
    difference_text,
    key_text,
    origins_text,
    structure_text,
)
from saggar.compiler.diff.study import SideRecord, StudyDifference
from saggar.compiler.estimate import duration

_COLOURS = {"physics": "31", "sampling": "33", "engine": "36", "machine": "34", "cosmetic": "2"}
_BOLD, _GREEN, _RED, _DIM = "1", "32", "31", "2"


class Paint:
    """Colours for a terminal, or none.

    Parameters
    ----------
    on : bool
        Whether texts are coloured.
    """

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, code: str) -> str:
        """Give a text in a colour, an SGR code of ECMA-48."""
        return f"\033[{code}m{text}\033[0m" if self._on and text else text


def as_text(found: StudyDifference, *, colour: bool = False) -> str:
    """Write a comparison for people.

    Parameters
    ----------
    found : StudyDifference
        The comparison.
    colour : bool
        Whether to colour it by class, as ECMA-48 terminals understand it.

    Returns
    -------
    str
        Lines, the last without a line break.
    """
    return "\n".join(_lines(found, Paint(on=colour)))


def _lines(found: StudyDifference, paint: Paint) -> Iterator[str]:
    yield from (_side("A", found.a), _side("B", found.b))
    if not found.differs:
        yield paint("nothing of meaning differs", _GREEN)
    for category in ORDER:
        yield from _of_class(found, category, paint)
    yield from _edited(found, paint)
    yield from _consequences(found, paint)
    yield from _files(found, paint)
    for note in found.notes:
        yield paint(f"note: {note}", _DIM)


def _side(letter: str, side: SideRecord) -> str:
    laid_over = "".join(f" --set {quote(each)}" for each in side.settings)
    return f"{letter}  {side.path}{laid_over} ({side.kind} {side.name})"


def _of_class(found: StudyDifference, category: DifferenceClass, paint: Paint) -> Iterator[str]:
    lines = [
        f"  {key_text(each.path)}: {difference_text(each)}  {paint(_written_at(each), _DIM)}"
        for each in found.differences
        if each.category == category
    ]
    lines += [
        f"  structure of {each.name}: {structure_text(each)}"
        for each in found.structures
        if each.category == category
    ]
    if lines:
        yield ""
        yield paint(category, f"{_BOLD};{_COLOURS[category]}")
        yield from (line.rstrip() for line in lines)


def _written_at(difference: Difference) -> str:
    origins = origins_text(difference)
    return f"({origins})" if origins else ""


def _edited(found: StudyDifference, paint: Paint) -> Iterator[str]:
    for side in (found.a, found.b):
        if side.edited:
            yield ""
            yield paint(f"edited after compiling, in {side.path}", f"{_BOLD};{_RED}")
            yield from (f"  {path}" for path in side.edited)


def _consequences(found: StudyDifference, paint: Paint) -> Iterator[str]:
    if not found.differs:
        return
    validity = paint("stay valid", _GREEN) if found.labels.valid else paint("are lost", _RED)
    yield ""
    if found.stages:
        yield paint(
            f"{'stage':<17}{'valid':>6}{'stale':>7}{'new':>6}{'dropped':>9}{'to redo':>10}", _BOLD
        )
    for stage in found.stages:
        counts = (stage.valid, len(stage.stale), len(stage.new), len(stage.dropped))
        valid, stale, new, dropped = counts
        time = redo_text(stage) if stale or new else "-"
        line = f"{stage.stage:<17}{valid:>6}{stale:>7}{new:>6}{dropped:>9} {time:>9}"
        yield line + (f"   {stage.finished} finished in A" if stage.finished else "")
    yield f"labels {validity}: {found.labels.reason}"
    if found.cost is not None:
        yield f"cost of redoing: {cost_text(found)}"


def redo_text(stage: StageConsequence) -> str:
    """Write the time of redoing tasks of a stage; what is not known is ``?``."""
    times = [duration(stage.redo_core_seconds)] if stage.redo_core_seconds else []
    times += [f"{duration(stage.redo_gpu_seconds)} GPU"] if stage.redo_gpu_seconds else []
    times += ["?"] if stage.redo_unknown else []
    return " + ".join(times) or duration(0)


def cost_text(found: StudyDifference) -> str:
    """Write the cost of redoing and what it rests on."""
    cost = found.cost
    if cost is None:
        return "not known"
    count = cost.measured_tasks + cost.estimated_tasks + cost.unknown_tasks
    if count == 0:
        return "none"
    basis = f"{cost.measured_tasks} measured, {cost.estimated_tasks} estimated"
    basis += f", {cost.unknown_tasks} without a rate and left out" if cost.unknown_tasks else ""
    time = f"{duration(cost.core_seconds)} on one core"
    time += f" and {duration(cost.gpu_seconds)} on one GPU" if cost.gpu_seconds else ""
    text = f"{time}, {count} tasks ({basis}), loops to their cap"
    if cost.lost_cpu_seconds:
        text += f"; {duration(cost.lost_cpu_seconds)} of finished work no longer used"
    return text


def _files(found: StudyDifference, paint: Paint) -> Iterator[str]:
    if not found.files:
        return
    yield ""
    yield paint("rendered files", _BOLD)
    for file in found.files:
        yield f"  {file.kind:<8} {file.path}  +{file.lines_added} -{file.lines_removed}"
    for file in found.files:
        if file.text:
            yield ""
            yield from (_coloured(line, paint) for line in file.text)


def _coloured(line: str, paint: Paint) -> str:
    if line.startswith(("+++", "---")):
        return paint(line, _BOLD)
    return paint(line, {"+": _GREEN, "-": _RED, "@": "36"}.get(line[:1], "0"))
