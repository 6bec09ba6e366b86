"""Training sets in the form that GPUMD's ``nep`` reads: train.xyz and test.xyz."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.durable import write_atomically
from saggar.runtime.labels import Label
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

COLUMNS = "species:S:1:pos:R:3:forces:R:3"
LARGEST_WEIGHT = 100.0
"""Largest weight of a frame that GPUMD accepts; the smallest is above 0."""

_PAIR = re.compile(r'([^\s=]+)=(?:"([^"]*)"|(\S+))')
_ORIGIN = re.compile(r'[^\s"=]+')


@dataclass(frozen=True)
class LabelledFrame:
    """A frame to train on.

    Parameters
    ----------
    cell : Cell
        The frame.
    label : Label
        Its energy, forces and virial.
    origin : str
        Where it comes from, such as ``iter-02/hot/900K/step-400``: no blank, quote or ``=``.
    weight : float
        Weight in the loss, 0 < weight <= 100.
    """

    cell: Cell
    label: Label
    origin: str
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what the file cannot carry."""
        if not _ORIGIN.fullmatch(self.origin):
            raise EngineError(
                f"origin {self.origin!r} of frame {self.cell.label}: give a word without blanks, "
                "quotes or '=', such as iter-02/hot/900K/step-400"
            )
        if not 0.0 < self.weight <= LARGEST_WEIGHT:
            raise EngineError(
                f"weight of frame {self.origin} is {self.weight:g}; "
                f"it must be above 0 and at most {LARGEST_WEIGHT:g}"
            )


def format_train_xyz(frames: Iterable[LabelledFrame]) -> str:
    """Return the text of a train.xyz with every number in full precision.

    Per frame: number of atoms; ``Lattice`` (A, rows), ``energy`` (eV, total), ``virial`` (eV,
    nine numbers by rows), ``weight``, ``origin``; then species, position (A), force (eV/A).

    Parameters
    ----------
    frames : iterable of LabelledFrame
        In the order in which they are written.

    Returns
    -------
    str
        The content of the file.
    """
    return "".join(_format_frame(frame) for frame in frames)


def write_train_xyz(path: Path, frames: Iterable[LabelledFrame]) -> None:
    """Write `frames` to `path`, which appears whole or not at all."""
    write_atomically(path, format_train_xyz(frames))


def read_train_xyz(path: Path) -> tuple[LabelledFrame, ...]:
    """Read a train.xyz.

    Parameters
    ----------
    path : Path
        File in extended xyz form with energy, forces (``force`` or ``forces``) and virial (eV), or
        in its place ``stress`` (eV/A^3, positive where the cell would shrink, as ASE writes it);
        ``origin`` is optional and becomes the place in the file.

    Returns
    -------
    tuple of LabelledFrame

    Raises
    ------
    EngineError
        If the file is truncated or a frame lacks something, with the line's number.
    """
    return parse_train_xyz(path.read_text(encoding="utf-8"), name=str(path))


def parse_train_xyz(text: str, *, name: str) -> tuple[LabelledFrame, ...]:
    """Read the text of a train.xyz.

    Parameters
    ----------
    text : str
        As `read_train_xyz` takes it.
    name : str
        What messages call it.

    Returns
    -------
    tuple of LabelledFrame

    Raises
    ------
    EngineError
        If it is truncated or a frame lacks something, with the line's number.
    """
    lines = text.splitlines()
    frames: list[LabelledFrame] = []
    start = 0
    while start < len(lines):
        stop = start + 2 + _atom_count(lines[start], f"{name}:{start + 1}")
        if stop > len(lines):
            raise EngineError(
                f"{name}:{start + 1}: the frame needs {stop - start - 2} atoms and the file ends "
                f"after {len(lines) - start - 2}; it is truncated, write it again"
            )
        frames.append(_parse_frame(lines[start + 1 : stop], f"{name}:{start + 2}", len(frames)))
        start = stop
    return tuple(frames)


def _format_frame(frame: LabelledFrame) -> str:
    cell, label = frame.cell, frame.label
    pairs = [
        f'Lattice="{_numbers(cell.lattice)}"',
        f"energy={float(label.energy_eV)!r}",
        f'virial="{_numbers(label.virial_eV)}"',
        f"weight={float(frame.weight)!r}",
        f"origin={frame.origin}",
        'pbc="T T T"',
        f"Properties={COLUMNS}",
    ]
    rows = np.hstack([cell.positions, label.forces_eV_A]).tolist()
    atoms = [
        f"{symbol} {' '.join(map(repr, row))}"
        for symbol, row in zip(cell.species, rows, strict=True)
    ]
    return "\n".join([str(len(cell)), " ".join(pairs), *atoms]) + "\n"


def _numbers(values: NDArray[np.float64]) -> str:
    return " ".join(map(repr, values.ravel().tolist()))


def _atom_count(line: str, where: str) -> int:
    try:
        count = int(line)
    except ValueError as error:
        raise EngineError(f"{where}: {line!r} is not a number of atoms") from error
    if count < 1:
        raise EngineError(f"{where}: a frame of {count} atoms; at least one is needed")
    return count


def _parse_frame(lines: Sequence[str], where: str, index: int) -> LabelledFrame:
    pairs = {key.lower(): quoted or plain for key, quoted, plain in _PAIR.findall(lines[0])}
    due = ("lattice", "energy", "properties")
    missing = [key for key in due if key not in pairs]
    if not {"virial", "stress"} & {*pairs}:
        missing.append("virial (or stress)")
    if missing:
        raise EngineError(f"{where}: {', '.join(missing)} missing in the frame's second line")
    origin = pairs.get("origin", f"frame-{index}")
    columns = _column_starts(pairs["properties"], where)
    words = [line.split() for line in lines[1:]]
    try:
        lattice = _matrix(pairs["lattice"])
        label = Label(
            energy_eV=float(pairs["energy"]),
            forces_eV_A=_vectors(words, columns["forces"]),
            virial_eV=_virial(pairs, lattice),
        )
        species = tuple(word[columns["species"]] for word in words)
        cell = Cell(species, _vectors(words, columns["pos"]), lattice, None, origin)
        return LabelledFrame(cell, label, origin, float(pairs.get("weight", "1")))
    except (ValueError, IndexError) as error:
        raise EngineError(f"{where}: the frame cannot be read: {error}") from error


def _virial(pairs: Mapping[str, str], lattice: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the virial, eV; from the stress, eV/A^3, it is -V times that.

    References
    ----------
    GPUMD, src/main_nep/structure.cu (v4.0 to v5.6): so does `nep`, and takes the virial of both.
    """
    if "virial" in pairs:
        return _matrix(pairs["virial"])
    return -abs(float(np.linalg.det(lattice))) * _matrix(pairs["stress"])


def _column_starts(properties: str, where: str) -> dict[str, int]:
    fields = properties.split(":")
    starts: dict[str, int] = {}
    column = 0
    for name, count in zip(fields[0::3], fields[2::3], strict=True):
        starts["forces" if name.lower() == "force" else name.lower()] = column
        column += int(count)
    missing = [name for name in ("species", "pos", "forces") if name not in starts]
    if missing:
        raise EngineError(f"{where}: Properties={properties} lacks {', '.join(missing)}")
    return starts


def _vectors(words: Sequence[Sequence[str]], start: int) -> NDArray[np.float64]:
    vectors = np.array([word[start : start + 3] for word in words], dtype=np.float64)
    if vectors.shape != (len(words), 3):
        raise ValueError(f"an atom's line has fewer than {start + 3} columns")
    return vectors


def _matrix(text: str) -> NDArray[np.float64]:
    return np.array(text.split(), dtype=np.float64).reshape(3, 3)
