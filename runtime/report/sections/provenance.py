"""Provenance: cells, settings, versions, digests, machine, seeds and time."""

from collections.abc import Iterator, Mapping

from saggar.runtime.report.content import Block, Columns, Grid, Paragraph, Section, grid
from saggar.runtime.report.data.execution import StageProgress
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.notation import count, duration, plain
from saggar.runtime.report.records import RunRecords
from saggar.schemas.base import Frozen

REPRODUCIBLE = {
    "nep": (
        "Training with GPUMD's nep is not reproducible bit by bit: the program seeds itself. A "
        "repetition gives another potential of the same quality; everything before the first "
        "training is repeated exactly."
    ),
    "neppo": (
        "Training with the embedded trainer is reproducible: it takes its seed from the campaign. "
        "Equal bits are to be expected with the same package versions on the same kind of "
        "processor, one thread a task."
    ),
}
"""What a trainer, as finished trainings name it, lets one expect of a repetition."""


def provenance_section(data: ReportData) -> Section:
    """State where every number comes from."""
    return Section("provenance", "Provenance", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    records = data.records
    yield _time(data.execution)
    yield _cells(records)
    if not data.makes_structures:
        yield from _trainers(data)
        yield from _translation(data)
    models = records.lock.campaign.models
    yield Columns(
        (
            *_model("Settings of the reference.", models.reference),
            _settings("Settings of the potential.", models.potential.lock()),
            *_model("Settings of the foundation model.", models.foundation),
            _settings("Machine profile, as compiled.", records.lock.machine.lock()),
            _versions(records),
        )
    )
    yield _seeds(records)
    yield grid("Digests.", ("Document", "sha256"), _digests(records), words=2)


def _trainers(data: ReportData) -> Iterator[Block]:
    """Say what the programs that trained let one expect of a repetition."""
    trainers = sorted({name for training in data.learning.trainings for name in training.trainers})
    if not trainers:
        yield Paragraph("No training is finished, so no trainer can be named.")
    for trainer in trainers:
        unknown = f"Trained by {trainer}; what a repetition gives is not known."
        yield Paragraph(REPRODUCIBLE.get(trainer, unknown))


def _time(stages: tuple[StageProgress, ...]) -> Block:
    return grid(
        "Tasks and time by stage; failed attempts count. A loop counts iterations that have begun.",
        ("Stage", "Tasks", "Finished", "Given up", "Failed attempts", "Wall time", "CPU time"),
        [
            (
                stage.stage.replace("_", " "),
                count(stage.tasks),
                count(stage.finished),
                count(stage.given_up),
                count(stage.failures),
                duration(stage.wall_s) if stage.wall_s else "–",
                duration(stage.cpu_s) if stage.cpu_s else "–",
            )
            for stage in stages
        ],
    )


def _cells(records: RunRecords) -> Block:
    return grid(
        "Cells.",
        ("Name", "Kind", "Formula", "Source", "Atoms", "Thicknesses (Å)", "sha256"),
        [
            (
                name,
                cell.kind,
                cell.formula,
                cell.source or "given",
                count(cell.atoms),
                " × ".join(f"{value:.2f}" for value in cell.thicknesses_A),
                cell.sha256[:12],
            )
            for name, cell in records.lock.cells.items()
        ],
        words=4,
    )


def _translation(data: ReportData) -> Iterator[Block]:
    """Show what the embedded trainer made of nep.in in the last training that stands."""
    translation = data.translation
    if translation is None:
        return
    kept = ", ".join(translation.kept) or "none"
    yield grid(
        f"How {translation.trainer} followed nep.in. Honoured as they stand: {kept}.",
        ("Key", "In nep.in", "Used", "Reason"),
        [(c.key, c.given, c.used or "not honoured", c.why) for c in translation.changed],
        words=4,
    )


def _model(caption: str, model: Frozen | None) -> Iterator[Grid]:
    """Tabulate a model that the campaign has."""
    if model is not None:
        yield _settings(caption, model.lock())


def _settings(caption: str, values: Mapping[str, object]) -> Grid:
    return grid(caption, ("Key", "Value"), list(_flat(values)), words=2)


def _flat(values: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Give nested settings as lines of a dotted key and its value."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{name}.")
        else:
            yield name, _written(value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_written(part) for part in value) or "none"
    return "none" if value is None or value == {} else str(value)


def _versions(records: RunRecords) -> Grid:
    used: dict[str, set[str]] = {}
    for record in records.tasks:
        for package, version in record.record.versions.items() if record.record else ():
            used.setdefault(package, set()).add(version)
    locked = records.lock.packages
    rows = [
        (name, locked.get(name, "–"), ", ".join(sorted(used.get(name, ()))) or "–")
        for name in sorted({*locked, *used}, key=str.lower)
    ]
    return grid(
        "Versions of packages.",
        ("Package", "Locked", "Executed"),
        rows,
        words=3,
    )


def _seeds(records: RunRecords) -> Block:
    rows = [("root", str(records.lock.campaign.seed))]
    rows += [
        (record.task.id, str(seed))
        for record in records.tasks
        if (seed := getattr(record.task.settings, "seed", None)) is not None
    ]
    return grid(
        "Seeds: every one derives from the root; in a loop, with the number of the iteration.",
        ("Task", "Seed"),
        rows,
    )


def _digests(records: RunRecords) -> list[tuple[str, ...]]:
    compiler = records.manifest.saggar if records.manifest else "unknown version"
    return [
        *((name, digest) for name, digest in records.digests.items()),
        ("compiled by", f"saggar {compiler}"),
    ]
