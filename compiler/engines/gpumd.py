"""GPUMD decks: one run.in for each ensemble, temperature, pressure, length and cell shape.

Syntax by release is that of GPUMD's own source (``src/main_gpumd/run.cu``, ``src/measure``). Times
become steps here, couplings become multiples of the time step, pressures and moduli stay in GPa.
"""

from functools import lru_cache
from typing import NamedTuple, Protocol

from saggar.compiler.render import plain, render_deck
from saggar.schemas.errors import CompileError
from saggar.schemas.sampling import Dynamics, Ensemble

LAST_FRAME = "last.xyz"
"""Trajectory file that receives the final frame with velocities, from which a run goes on."""

TRAJECTORY = "dump.xyz"


class Shaped(Protocol):
    """What has a cell: a structure, or a summary of one."""

    @property
    def is_tilted(self) -> bool:
        """Whether a component of the lattice off its diagonal is not zero."""


class Thermodynamic(NamedTuple):
    """What a run is held at."""

    ensemble: str
    from_K: float
    to_K: float
    pressure_GPa: float | None = None
    orthogonal: bool = False
    """Whether a barostat changes the three sides of the cell alone, see `is_orthogonal`."""

    @property
    def suffix(self) -> str:
        """What the names of decks for orthogonal cells end in."""
        return "-orthogonal" if self.orthogonal else ""


def is_orthogonal(ensemble: Ensemble, cell: Shaped) -> bool:
    """Tell whether a run changes the three sides of its cell and no angle: npt, and not tilted.

    Only a barostat asks for the shape of its cells; all others share their decks.
    """
    return ensemble == "npt" and not cell.is_tilted


class RunDeck(NamedTuple):
    """Values of ``gpumd/run.in``."""

    potentials: tuple[str, ...]
    time_step: str
    ensemble: str
    correct_velocity: str | None
    dump_thermo: int
    steps: int
    dumps: tuple[str, ...] = ()
    active: str | None = None


def exploration_deck(
    held: Thermodynamic,
    dynamics: Dynamics,
    *,
    committee: int,
    steps: int,
    check_every: int,
    threshold_eV_per_A: float,
    release: str,
) -> str:
    """Render a run that keeps the frames on which a committee disagrees.

    Parameters
    ----------
    held : Thermodynamic
        Ensemble, temperature in K and pressure in GPa.
    dynamics : Dynamics
        Integration settings.
    committee : int
        Number of potentials; the first drives the run.
    steps, check_every : int
        Length of the run and of the interval between evaluations of the committee, in steps.
    threshold_eV_per_A : float
        Frames with a larger force deviation are written.
    release : str
        Release of GPUMD that will read the deck.

    Returns
    -------
    str
        The text of run.in.
    """
    deck = _deck(held, dynamics, tuple(f"nep{member}.txt" for member in range(committee)), steps)
    active = active_line(release, check_every, threshold_eV_per_A)
    return _text_of(deck._replace(active=active))


def production_deck(
    held: Thermodynamic, dynamics: Dynamics, *, steps: int, dump_every: int, release: str
) -> str:
    """Render one segment of a production run.

    Parameters
    ----------
    held : Thermodynamic
        Ensemble, temperature in K and pressure in GPa.
    dynamics : Dynamics
        Integration settings.
    steps, dump_every : int
        Length of the segment and of the interval between frames, in steps.
    release : str
        Release of GPUMD that will read the deck.

    Returns
    -------
    str
        The text of run.in.
    """
    dumps = (
        dump_line(release, dump_every, TRAJECTORY, velocity=False),
        dump_line(release, steps, LAST_FRAME, velocity=True),
    )
    return _text_of(_deck(held, dynamics, ("nep.txt",), steps)._replace(dumps=dumps))


@lru_cache(maxsize=4096)
def _text_of(deck: RunDeck) -> str:
    """Render a deck; cells at one state share it, and what is checked is compiled afterwards."""
    return render_deck("gpumd/run.in", deck._asdict())


def active_line(release: str, every: int, threshold_eV_per_A: float) -> str:
    """Give the arguments of ``active``: velocities, forces and, since 4.4, deviations by atom."""
    flags = "1 1" if release in ("4.0", "4.1", "4.2", "4.3") else "1 1 1"
    return f"{every} {flags} {plain(threshold_eV_per_A)}"


def dump_line(release: str, every: int, file: str, *, velocity: bool) -> str:
    """Give the arguments of ``dump_xyz`` in the syntax of a release.

    Until 5.6 the interval follows a grouping method and a group (-1 and 0: all atoms); later the
    line begins with the interval, and a precision can be named.
    """
    if release == "main":
        return f"{every} {file}" + (" precision double velocity" if velocity else "")
    return f"-1 0 {every} {file}" + (" velocity" if velocity else "")


def _deck(
    held: Thermodynamic, dynamics: Dynamics, potentials: tuple[str, ...], steps: int
) -> RunDeck:
    conserving = held.ensemble == "nve"
    return RunDeck(
        potentials=potentials,
        time_step=plain(dynamics.time_step_fs),
        ensemble=ensemble_line(held, dynamics),
        correct_velocity=None if conserving else str(dynamics.remove_drift_every),
        dump_thermo=dynamics.thermo_every,
        steps=steps,
    )


def ensemble_line(held: Thermodynamic, dynamics: Dynamics) -> str:
    """Give the arguments of ``ensemble``.

    Six pressures change sides and angles of a tilted cell; the shears of the target are zero. An
    orthogonal cell takes three: six would turn it at random, as they do a tilted one.

    Raises
    ------
    CompileError
        If a coupling time is shorter than a step.

    References
    ----------
    GPUMD, src/integrate/ensemble_npt_scr.cu, and its pull request 1680.
    """
    if held.ensemble == "nve":
        return "nve"
    step = dynamics.time_step_fs
    temperatures = f"{plain(held.from_K)} {plain(held.to_K)}"
    thermostat = _in_steps(dynamics.thermostat.coupling_fs, step, "thermostat.coupling")
    if held.ensemble == "nvt":
        return f"nvt_bdp {temperatures} {thermostat}"
    if held.pressure_GPa is None:
        raise CompileError("an npt run needs a pressure; give one in bar or GPa")
    shears = 0 if held.orthogonal else 3
    pressure = " ".join([plain(held.pressure_GPa)] * 3 + ["0"] * shears)
    moduli = " ".join([plain(dynamics.barostat.modulus_GPa)] * (3 + shears))
    barostat = _in_steps(dynamics.barostat.coupling_fs, step, "barostat.coupling")
    return f"npt_scr {temperatures} {thermostat} {pressure} {moduli} {barostat}"


def _in_steps(time_fs: float, time_step_fs: float, key: str) -> str:
    steps = time_fs / time_step_fs
    if steps < 1:
        raise CompileError(
            f"dynamics.{key} is {plain(time_fs)} fs, shorter than the time step of "
            f"{plain(time_step_fs)} fs; GPUMD takes couplings of at least one step"
        )
    return plain(steps)
