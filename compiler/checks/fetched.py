"""Cells that `saggar fetch` wrote: how to get them, and whether they are as they were written."""

from collections.abc import Iterator
from pathlib import Path

from saggar.compiler.checks.finding import Finding
from saggar.compiler.fetching.record import SOURCE, CellRecord
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.campaign import Campaign


def how_to_get(campaign: Campaign, path: KeyPath) -> str:
    """Say what to do where the file of a structure is missing.

    Parameters
    ----------
    campaign : Campaign
        The campaign.
    path : KeyPath
        Place of the file, such as ``phases.c-ZrO2.file``.
    """
    phase = campaign.phases.get(str(path[1])) if path[0] == "phases" else None
    if phase is not None and SOURCE.fullmatch(phase.source):
        return f"run `saggar fetch` on the campaign, or put a CIF of {phase.source} there"
    return "give the path of a CIF, POSCAR or extended XYZ file relative to the campaign"


def altered_records(campaign: Campaign, folder: Path) -> Iterator[Finding]:
    """Find downloaded cells that were edited, or are of another material (SG318).

    Parameters
    ----------
    campaign : Campaign
        Names the files.
    folder : Path
        Folder to which they are relative.
    """
    for name, phase in campaign.phases.items():
        file = folder / phase.file
        if Path(phase.file).is_absolute() or not file.is_file():
            continue
        record = CellRecord.read(file.read_text(encoding="utf-8", errors="replace"))
        if record is None:
            continue
        path: KeyPath = ("phases", name, "file")
        if not record.is_intact:
            problem = (
                f"{dotted(path)} is {phase.file}, which was {record.material} of the Materials "
                f"Project, database {record.version}, and was edited since (sha256 no longer "
                f"{record.sha256})"
            )
            hint = "delete its header and name the change in `source`, or fetch the file again"
            yield Finding(path, "SG318", problem, hint)
        elif SOURCE.fullmatch(phase.source) and phase.source != record.material:
            problem = (
                f"{dotted(path)} is {phase.file}, which is {record.material} of the Materials "
                f"Project; its source is {phase.source}"
            )
            yield Finding(path, "SG318", problem, "delete the file and fetch it, or mend `source`")
