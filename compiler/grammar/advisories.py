"""Known faults of GPUMD by release: what is accepted, computed, and wrong."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from saggar.compiler.grammar.decks import read_deck
from saggar.compiler.grammar.order import Block
from saggar.compiler.grammar.problem import CellFacts
from saggar.compiler.grammar.releases import ALL, Span, before, place_of, since

Feature = Literal[
    "dump_restart", "ionic_conductivity", "mean_square_displacement", "mttk_couple", "npt",
    "npt_scr", "six_pressures", "unattended", "warm_start",
]  # fmt: skip
"""What a run uses. ``warm_start`` (training goes on from nep.restart) and ``unattended`` are not
seen in run.in; who knows of them adds them."""


class Advisory(NamedTuple):
    """One known fault.

    Attributes
    ----------
    name : str
        Short name.
    span : Span
        Releases that have it.
    features : frozenset of str
        What a run must use, all of it, to be affected; empty for any run.
    message : str
        What goes wrong.
    advice : str
        What to do.
    source : str
        Where it is known from.
    mended_by : int
        Pull request that mends it after the last release; 0 where none is known.
    """

    name: str
    span: Span
    features: frozenset[Feature]
    message: str
    advice: str
    source: str
    mended_by: int = 0


KNOWN: tuple[Advisory, ...] = (
    Advisory(
        "neighbours-counted-twice",
        since("4.9", "4.9.1"),
        frozenset(),
        "neighbours are counted twice where a cell is between 2.5 and 2.5 (1 + 1 A / cutoff) "
        "cutoffs thick: energies and forces are wrong",
        "install 4.9.1 or newer",
        "commit f7fce181, released as v4.9.1",
    ),
    Advisory(
        "msd-under-npt",
        ALL,
        frozenset({"npt", "mean_square_displacement"}),
        "compute_msd unwraps with the cell of the start, so that under a barostat the mean square "
        "displacement is wrong",
        "compute it from the dumped frames with the cell of each, or use nvt",
        "pull request 1663, src/measure/msd.cu",
        mended_by=1663,
    ),
    Advisory(
        "conductivity-under-npt",
        since("5.3"),
        frozenset({"npt", "ionic_conductivity"}),
        "compute_ic unwraps as compute_msd does and keeps the volume of the start, so that under a "
        "barostat the conductivity is wrong",
        "compute it from the dumped frames with the cell of each, or use nvt",
        "pull request 1663, src/measure/iron_conductivity.cu",
        mended_by=1663,
    ),
    Advisory(
        "scr-turns-the-cell",
        ALL,
        frozenset({"six_pressures"}),
        "npt_scr with six pressures turns the cell at random, as its strains xy and yx have "
        "noise of their own",
        "compare frames that are turned back, as `saggar` does for diffusion",
        "pull request 1680, src/integrate/ensemble_npt_scr.cu",
        mended_by=1680,
    ),
    Advisory(
        "scr-repeats-random-numbers",
        ALL,
        frozenset({"npt_scr"}),
        "npt_scr draws random numbers of its barostat a second time, so that sides of the cell "
        "fluctuate in step: with three pressures the variance of the volume is 5/3 of the right "
        "one for an odd number of atoms and 4/3 for an even one",
        "take means from such runs, and nothing from fluctuations of the cell",
        "pull request 1672, src/integrate/ensemble_npt_scr.cu and svr_utilities.cuh",
        mended_by=1672,
    ),
    Advisory(
        "mttk-couple-inverted",
        ALL,
        frozenset({"mttk_couple"}),
        "`couple` compares its word the wrong way round: xyz couples x and y only, any other word "
        "couples all three",
        "leave `couple` out and write `iso` for equal strains, `aniso` for free ones",
        "src/integrate/ensemble_mttk.cu, Ensemble_MTTK, v4.0 to main",
    ),
    Advisory(
        "restart-of-six-digits",
        ALL,
        frozenset({"dump_restart"}),
        "restart.xyz holds six digits, so a run that goes on from it is not the same run",
        "dump the last frame with dump_xyz and velocity: since main with precision double; to 5.6 "
        "eight decimals leave five to six digits of a velocity in A/fs",
        "pull request 1725, src/measure/dump_restart.cu and dump_xyz.cu",
        mended_by=1725,
    ),
    Advisory(
        "restart-of-another-shape",
        before("main"),
        frozenset({"warm_start"}),
        "nep takes a nep.restart of another architecture than nep.in without a word",
        "train anew when n_max, basis_size, l_max, neuron, type or version change",
        "pull request 1641, src/main_nep/parameters.cu",
    ),
    Advisory(
        "not-a-number-goes-on",
        ALL,
        frozenset({"unattended"}),
        "a run whose energies have become nan goes on at full load",
        "watch thermo.out and stop the run",
        "issue 984",
    ),
)
"""Faults, each with its source; those without an end are in main of August 2026 too."""


def advisories(release: str, features: Iterable[str]) -> list[Advisory]:
    """Give the known faults that a run meets.

    Parameters
    ----------
    release : str
        Release of GPUMD.
    features : iterable of str
        What the run uses, see `Feature` and `features_of`.

    Returns
    -------
    list of Advisory
        In the order of the table.

    Raises
    ------
    UnknownReleaseError
        If the release is not known.
    """
    place_of(release)
    used = frozenset(features)
    return [each for each in KNOWN if release in each.span and each.features <= used]


def features_of(text: str, release: str, *, cell: CellFacts | None = None) -> set[Feature]:
    """Find what a run.in uses.

    Parameters
    ----------
    text : str
        Content of run.in.
    release : str
        Release that will read it.
    cell : CellFacts, optional
        What is known of model.xyz.

    Returns
    -------
    set of str
        Features used together in at least one run. A file that uses two of them in different
        runs has both.
    """
    deck = read_deck(text, release, cell=cell)
    return {feature for block in deck.blocks for feature in _of_block(block)}


_OUTPUTS: dict[str, Feature] = {
    "compute_msd": "mean_square_displacement",
    "compute_ic": "ionic_conductivity",
    "dump_restart": "dump_restart",
}


def _of_block(block: Block) -> Iterator[Feature]:
    under_npt = block.ensemble.startswith(("npt_", "nph_"))
    for line in block.lines:
        feature = _OUTPUTS.get(line.name)
        if feature == "dump_restart" or (feature and under_npt):
            yield feature
        if line.name == "ensemble" and "couple" in line.options:
            yield "mttk_couple"
        if block.ensemble == "npt_scr" and line.number("pressure xy") is not None:
            yield "six_pressures"
    if under_npt:
        yield "npt"
    if block.ensemble == "npt_scr":
        yield "npt_scr"
