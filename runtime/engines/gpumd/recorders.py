"""The files of a run, written as GPUMD writes them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TextIO

import numpy as np
from numpy.typing import NDArray

from saggar.runtime.engines.gpumd.forces import ForceField, force_deviation
from saggar.runtime.engines.gpumd.keywords import Active, DumpThermo, DumpXyz, Output
from saggar.runtime.engines.gpumd.releases import Release
from saggar.runtime.engines.gpumd.state import State
from saggar.runtime.engines.gpumd.units import PRESSURE_GPA, TIME_FS

Array = NDArray[np.float64]

_UPPER_TRIANGLE = [0, 1, 2, 1, 4, 5, 2, 5, 8]
"""GPUMD writes symmetric tensors from their upper triangle."""


class OutputFiles:
    """The files that one execution writes: each is opened fresh once and then appended to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._open: dict[str, TextIO] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def file(self, name: str) -> TextIO:
        """Give the file of a name, emptied when it is asked for first."""
        if name not in self._open:
            path = self._folder / name
            self._open[name] = self._stack.enter_context(path.open("w", encoding="utf-8"))
        return self._open[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files written, in the order of their first use."""
        return tuple(self._open)


class Recorder(Protocol):
    """Writes something every ``interval`` steps."""

    @property
    def interval(self) -> int:
        """Steps between two records."""
        ...

    def record(self, state: State) -> None:
        """Write the state."""
        ...


class ThermoRecorder:
    """thermo.out: T, K, U, six pressures (GPa, xx yy zz yz xz xy) and the cell."""

    def __init__(
        self, keyword: DumpThermo, n_atoms: int, time_step_fs: float, release: Release, file: TextIO
    ) -> None:
        self.interval = keyword.interval
        self._file = file
        if release.thermo_header:
            file.write(
                f"# dump_thermo {keyword.interval}\n"
                "# format_version 1\n"
                f"# num_atoms {n_atoms}\n"
                f"# dt_output {time_step_fs * keyword.interval:.10e} fs\n"
                "# columns T KE PE sxx syy szz syz sxz sxy ax ay az bx by bz cx cy cz\n"
            )

    def record(self, state: State) -> None:
        """Append one line."""
        measured = state.thermodynamics
        values = [
            measured.temperature_K,
            measured.kinetic_eV,
            measured.potential_eV,
            *(measured.pressure_eV_A3 * PRESSURE_GPA).tolist(),
            *state.cell.ravel().tolist(),
        ]
        self._file.write("".join(f"{value:20.10e}" for value in values) + "\n")
        self._file.flush()


class XyzRecorder:
    """The file of a ``dump_xyz``: one frame a record, in extended XYZ."""

    def __init__(
        self, keyword: DumpXyz, species: Sequence[str], release: Release, file: TextIO
    ) -> None:
        self.interval = keyword.interval
        self._keyword = keyword
        self._species = species
        self._file = file
        self._number = "%.8f"
        if release.round_trip_numbers:
            self._number = "%.9g" if keyword.precision == "single" else "%.17g"

    def record(self, state: State) -> None:
        """Append one frame."""
        available = {
            "velocity": ("vel:R:3", state.velocities / TIME_FS),
            "force": ("forces:R:3", state.interaction.forces),
            "potential": ("energy_atom:R:1", state.interaction.energies[:, None]),
            "virial": ("virial:R:9", state.interaction.virials),
        }
        columns = [column for name, column in available.items() if name in self._keyword.quantities]
        self._file.write(_frame(state, self._species, columns, self._number))
        self._file.flush()


class ActiveRecorder:
    """active.out and active.xyz: the committee's disagreement, and the frames where it is large."""

    def __init__(
        self,
        keyword: Active,
        species: Sequence[str],
        committee: Sequence[ForceField],
        files: OutputFiles,
    ) -> None:
        self.interval = keyword.interval
        self._keyword = keyword
        self._species = species
        self._committee = committee
        self._deviations = files.file("active.out")
        self._frames = files.file("active.xyz")

    def record(self, state: State) -> None:
        """Ask the committee about the positions as they stand, after any barostat.

        The first member's answer replaces the interaction of the state, as in GPUMD.
        """
        answers = [member.evaluate(state.positions, state.cell) for member in self._committee]
        state.interaction = answers[0]
        deviation = force_deviation(np.array([answer.forces for answer in answers]))
        largest = float(deviation.max())
        self._deviations.write(f"{state.time_fs:20.10e}{largest:20.10e}\n")
        self._deviations.flush()
        if largest > self._keyword.threshold_eV_A:
            self._write_frame(state, deviation, largest)

    def _write_frame(self, state: State, deviation: Array, largest: float) -> None:
        columns = []
        if self._keyword.has_velocity:
            columns.append(("vel:R:3", state.velocities / TIME_FS))
        if self._keyword.has_force:
            columns.append(("forces:R:3", state.interaction.forces))
        if self._keyword.has_uncertainty:
            columns.append(("uncertainty:R:1", deviation[:, None]))
        extra = f" uncertainty={largest:.8f}"
        self._frames.write(_frame(state, self._species, columns, "%.8f", extra))
        self._frames.flush()


def _frame(
    state: State,
    species: Sequence[str],
    columns: Sequence[tuple[str, Array]],
    number: str,
    extra: str = "",
) -> str:
    nine = " ".join([number] * 9)
    measured = state.thermodynamics
    properties = ":".join(["species:S:1:pos:R:3", *(name for name, _ in columns)])
    virial = state.interaction.virials.sum(axis=0)
    header = (
        f'Time={state.time_fs:.8f} pbc="T T T"{extra}'
        f' Lattice="{nine % tuple(state.cell.ravel().tolist())}"'
        f" energy={number % measured.potential_eV}"
        f' virial="{nine % tuple(virial[_UPPER_TRIANGLE].tolist())}"'
        f' stress="{nine % tuple(measured.stress_eV_A3[_UPPER_TRIANGLE].tolist())}"'
        f" Properties={properties}"
    )
    rows = np.hstack([state.positions, *(values for _, values in columns)])
    line = " ".join(["%s"] + [number] * rows.shape[1])
    atoms = [line % (symbol, *row) for symbol, row in zip(species, rows.tolist(), strict=True)]
    return "\n".join([str(len(species)), header, *atoms, ""])


def open_recorder(
    keyword: Output,
    *,
    species: Sequence[str],
    committee: Sequence[ForceField],
    time_step_fs: float,
    release: Release,
    files: OutputFiles,
) -> Recorder:
    """Give the recorder of an output keyword, its files opened and any header written."""
    match keyword:
        case DumpThermo():
            file = files.file("thermo.out")
            return ThermoRecorder(keyword, len(species), time_step_fs, release, file)
        case DumpXyz():
            return XyzRecorder(keyword, species, release, files.file(keyword.file))
        case Active():
            return ActiveRecorder(keyword, species, committee, files)
