"""run.in against the cell of model.xyz.

References
----------
GPUMD, src/integrate/integrate.cu, parse_ensemble; src/measure/rdf.cu, adf.cu, angular_rdf.cu.
"""

from collections.abc import Iterator

from saggar.compiler.grammar.matching import Match
from saggar.compiler.grammar.order import Deck
from saggar.compiler.grammar.problem import CellFacts, Problem

_IMAGES = 2.5
"""Each thickness must be this many times a radius; src/measure/rdf.cu, parse."""


def problems_with_cell(deck: Deck, cell: CellFacts) -> Iterator[Problem]:
    """Judge what depends on the cell.

    Parameters
    ----------
    deck : Deck
        Matched lines.
    cell : CellFacts
        Facts of model.xyz.

    Returns
    -------
    iterator of Problem
        Nothing where all is well.
    """
    for line in deck.lines:
        if line.form is None:
            continue
        needs = line.form.needs
        if "orthogonal" in needs and cell.tilted:
            yield line.problem(_tilted(line))
        if "periodic" in needs and not all(cell.periodic):
            yield line.problem("it needs a cell that is periodic in all directions")
        yield from _too_wide(line, cell)
    yield from _cold(deck, cell)


def _tilted(line: Match) -> str:
    what = "it takes no tilted cell, and any off-diagonal component counts, even 1e-16"
    if line.first() in ("npt_ber", "npt_scr", "pimd"):
        return f"{what}; give six pressures and six moduli (xx yy zz yz xz xy)"
    return what


def _too_wide(line: Match, cell: CellFacts) -> Iterator[Problem]:
    assert line.form is not None
    name = line.form.within_thickness
    radius = line.number(name) if name else None
    thinnest = min(cell.thicknesses_A)
    if radius is not None and radius * _IMAGES > thinnest:
        yield line.problem(
            f"{name} is {radius:g} A and the cell {thinnest:g} A thick; at most "
            f"{thinnest / _IMAGES:.4g} A"
        )


def _cold(deck: Deck, cell: CellFacts) -> Iterator[Problem]:
    if cell.has_velocities is not False or not deck.blocks:
        return
    first = deck.blocks[0]
    if not any(line.name == "velocity" for line in first.lines):
        yield first.run.problem(
            "neither model.xyz nor a `velocity` line gives velocities, so atoms start at rest; "
            "add `velocity <K>`",
            severity="warning",
        )
