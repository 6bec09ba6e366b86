"""Execute a GPUMD deck on the CPU: run.in, model.xyz and nep*.txt in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from saggar.runtime.engines.gpumd.deck import Block, Deck
from saggar.runtime.engines.gpumd.dynamics import propagate
from saggar.runtime.engines.gpumd.forces import ForceField, NepForceField
from saggar.runtime.engines.gpumd.model import Model
from saggar.runtime.engines.gpumd.preflight import prepare
from saggar.runtime.engines.gpumd.recorders import OutputFiles, open_recorder
from saggar.runtime.engines.gpumd.releases import gpumd_release
from saggar.runtime.engines.gpumd.state import initial_state

CLOSING_LINE = "Finished running GPUMD."
"""The line in stdout.txt by which a finished execution is known."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A deck that was executed to its end.

    Attributes
    ----------
    folder : Path
    files : tuple of str
        Names of the files written in it.
    steps : int
        Over all runs.
    time_fs : float
        Simulated time over all runs.
    """

    folder: Path
    files: tuple[str, ...]
    steps: int
    time_fs: float


def execute(folder: Path, *, release: str, seed: int) -> Completed:
    """Execute the deck in a folder as the given release of GPUMD would.

    The same folder, release and seed give the same files byte for byte. Existing output files of
    the deck are replaced.

    Parameters
    ----------
    folder : Path
        Holds run.in, model.xyz with velocities, and the potentials that run.in names. Receives
        thermo.out, the files of ``dump_xyz``, active.out, active.xyz and stdout.txt.
    release : str
        ``"4.0"`` to ``"5.6"``, or ``"main"``: decides the syntax read and the format written.
    seed : int
        Of the thermostat and the barostat (GPUMD itself seeds them by the clock).

    Raises
    ------
    EngineError
        Before the first step, with all problems of the input.
    DynamicsError
        At the step where the dynamics breaks down. What was written so far is kept.
    """
    deck, model = prepare(folder, gpumd_release(release))
    committee = [
        NepForceField(folder / potential.file, model.species, model.positions, model.cell)
        for potential in deck.potentials
    ]
    with OutputFiles(folder) as files, np.errstate(all="ignore"):
        time_fs = _Execution(deck, model, committee, files, seed).run()
        return Completed(folder, files.names, sum(b.run.steps for b in deck.blocks), time_fs)


class _Execution:
    def __init__(
        self,
        deck: Deck,
        model: Model,
        committee: Sequence[ForceField],
        files: OutputFiles,
        seed: int,
    ) -> None:
        self._deck = deck
        self._species = model.species
        self._committee = committee
        self._files = files
        self._rng = np.random.default_rng(seed)
        self._log = files.file("stdout.txt")
        self._state = initial_state(model, committee[0])

    def run(self) -> float:
        self._say(f"Number of atoms is {len(self._species)}.")
        for block in self._deck.blocks:
            self._run_block(block)
        self._say(CLOSING_LINE)
        return self._state.time_fs

    def _run_block(self, block: Block) -> None:
        recorders = [
            open_recorder(
                keyword,
                species=self._species,
                committee=self._committee,
                time_step_fs=block.time_step_fs,
                release=self._deck.release,
                files=self._files,
            )
            for keyword in block.outputs
        ]
        self._say(f"Run {block.run.steps} steps.")
        propagate(
            self._state,
            block,
            self._committee[0],
            self._rng,
            recorders=recorders,
            report=lambda done: self._say(f"    {done} steps completed."),
        )

    def _say(self, line: str) -> None:
        self._log.write(line + "\n")
        self._log.flush()
