"""How many atoms take partly filled places, and in how many ways."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from math import comb, prod

import numpy as np

from saggar.runtime.orderings.parent import VACANCY, Parent
from saggar.schemas.errors import StructureError

_PRINTED = 0.005  # of an occupancy with two digits
_NEUTRAL = 1e-6  # e; charges are sums of a few decimal numbers
_MOST_REPEATS = 8  # of a cell along one vector, as a campaign may declare them


def fillings(
    parent: Parent, repeats: tuple[int, int, int], *, at_most: int | None = None
) -> dict[str, dict[str, int]]:
    """Give how many of the places of each kind each element takes in a supercell.

    An occupancy stands for k of n places where it differs from k/n by at most 0.005, the rounding
    of two printed digits.

    Parameters
    ----------
    parent : Parent
        The unit cell.
    repeats : tuple of int
        Copies of it along a, b, c.
    at_most : int, optional
        The cap on orderings, beyond which no supercell is proposed.

    Returns
    -------
    dict of str to dict of str to int
        By kind of place, then by element; `VACANCY` counts the empty ones.

    Raises
    ------
    StructureError
        If a number is not whole; the message names the smallest supercell in which all are.
    """
    found = _fillings(parent, prod(repeats))
    broken = [kind for kind, filling in found.items() if filling is None]
    if broken:
        kind = broken[0]
        places = len(parent.partly_filled[kind]) * prod(repeats)
        atoms = ", ".join(
            f"{places * share:.4g} {symbol}"
            for symbol, share in parent.contents[kind].items()
            if symbol
        )
        raise StructureError(
            f"{parent.label}: {places} places of {kind} hold {atoms} in {_times(repeats)} cells, "
            f"which is no whole number; {_advice(parent, at_most)}"
        )
    return {kind: filling for kind, filling in found.items() if filling is not None}


def _fillings(parent: Parent, copies: int) -> dict[str, dict[str, int] | None]:
    return {
        kind: _whole(parent.contents[kind], len(places) * copies)
        for kind, places in parent.partly_filled.items()
    }


def _whole(content: Mapping[str, float], places: int) -> dict[str, int] | None:
    counts = {symbol: round(share * places) for symbol, share in content.items()}
    near = all(
        abs(share - counts[symbol] / places) <= _PRINTED for symbol, share in content.items()
    )
    return counts if near and sum(counts.values()) == places else None


def _advice(parent: Parent, at_most: int | None) -> str:
    smallest = smallest_supercell(parent)
    if smallest is None:
        return f"no supercell of up to {_MOST_REPEATS} cells along each vector gives one"
    count = count_orderings(fillings(parent, smallest))
    found = f"the smallest supercell that gives them is {_times(smallest)}"
    if at_most is not None and count > at_most:
        return (
            f"{found}, with {_large(count)} orderings, of which at most {at_most:,} are "
            "enumerated: give a file with occupancies that fewer cells fill"
        )
    return f"{found}, with {_large(count)} orderings: supercell: {list(smallest)}"


def _large(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{Decimal(count):.1e}"


def smallest_supercell(parent: Parent) -> tuple[int, int, int] | None:
    """Find the smallest supercell in which every occupancy is a whole number of atoms.

    Parameters
    ----------
    parent : Parent
        The unit cell.

    Returns
    -------
    tuple of int or None
        Repeats along a, b, c, at most 8 each; among supercells of one size, those with the
        largest smallest thickness. None where there is none.
    """
    widths = parent.places.thicknesses_A

    def size(shape: tuple[int, int, int]) -> tuple[int, float, tuple[int, int, int]]:
        return prod(shape), -round(float((widths * np.array(shape)).min()), 6), shape

    shapes = [(a, b, c) for a, b, c in product(range(1, _MOST_REPEATS + 1), repeat=3)]
    for shape in sorted(shapes, key=size):
        if None not in _fillings(parent, prod(shape)).values():
            return shape
    return None


def count_orderings(filled: Mapping[str, Mapping[str, int]]) -> int:
    """Count the ways to fill the places, equivalent ones too.

    Parameters
    ----------
    filled : mapping of str to mapping of str to int
        What `fillings` gives.

    Returns
    -------
    int
        Product over the kinds of multinomial coefficients n! / (k_1! k_2! ...).
    """
    return prod(_multinomial(tuple(counts.values())) for counts in filled.values())


def _multinomial(counts: tuple[int, ...]) -> int:
    return prod(comb(sum(counts[: n + 1]), count) for n, count in enumerate(counts))


def require_at_most(parent: Parent, filled: Mapping[str, Mapping[str, int]], at_most: int) -> int:
    """Count the orderings, refusing more than a cap.

    Parameters
    ----------
    parent : Parent
        What messages name.
    filled : mapping of str to mapping of str to int
        What `fillings` gives.
    at_most : int
        The cap.

    Returns
    -------
    int
        Number of orderings, equivalent ones too.

    Raises
    ------
    StructureError
        If there are more, naming both numbers and what multiplies.
    """
    count = count_orderings(filled)
    if count > at_most:
        ways = "; ".join(
            f"{_atoms(counts)} on {sum(counts.values())} places: "
            f"{_large(_multinomial(tuple(counts.values())))}"
            for counts in filled.values()
        )
        raise StructureError(
            f"{parent.label}: {_large(count)} orderings ({ways}), at most {at_most:,} are "
            "enumerated: take a smaller supercell, give a file in which fewer places are open, or "
            "raise at_most (100,000 take some seconds)"
        )
    return count


def require_neutral_occupancies(parent: Parent, charges: Mapping[str, float]) -> None:
    """Refuse occupancies that no supercell can fill neutrally.

    Parameters
    ----------
    parent : Parent
        The unit cell.
    charges : mapping of str to float, e
        Formal charge of each element.

    Raises
    ------
    StructureError
        If the charges, weighted by the occupancies, add up to more than occupancies rounded to two
        digits explain, or an element has no charge.
    """
    atoms: dict[str, float] = {}
    rounding = 0.0
    for kind, places in parent.places.counts.items():
        content = parent.contents[kind]
        for symbol, share in content.items():
            if symbol != VACANCY:
                atoms[symbol] = atoms.get(symbol, 0.0) + share * places
        if len(content) > 1:
            rounding += _PRINTED * places * sum(abs(charges.get(each, 0.0)) for each in content)
    _require_charges(parent, atoms, charges)
    total = sum(count * charges[symbol] for symbol, count in atoms.items())
    if abs(total) > rounding + _NEUTRAL:
        raise _not_neutral(parent, atoms, charges)


def require_neutral(
    parent: Parent,
    filled: Mapping[str, Mapping[str, int]],
    repeats: tuple[int, int, int],
    charges: Mapping[str, float],
) -> None:
    """Refuse orderings whose formal charges do not add up to zero; all have one composition.

    Parameters
    ----------
    parent : Parent
        The unit cell.
    filled : mapping of str to mapping of str to int
        What `fillings` gives.
    repeats : tuple of int
        Copies of the cell along a, b, c.
    charges : mapping of str to float, e
        Formal charge of each element.

    Raises
    ------
    StructureError
        If the sum differs from 0 or an element has no charge.
    """
    atoms: Counter[str] = Counter()
    for kind, places in parent.places.counts.items():
        atoms.update(filled.get(kind, {kind: places * prod(repeats)}))
    del atoms[VACANCY]
    _require_charges(parent, atoms, charges)
    if abs(sum(count * charges[symbol] for symbol, count in atoms.items())) > _NEUTRAL:
        raise _not_neutral(parent, atoms, charges)


def _require_charges(
    parent: Parent, atoms: Mapping[str, float], charges: Mapping[str, float]
) -> None:
    missing = [symbol for symbol in atoms if symbol not in charges]
    if missing:
        raise StructureError(
            f"{parent.label}: no formal charge for {', '.join(missing)}; charges are given for "
            f"{', '.join(charges) or 'no element'}"
        )


def _not_neutral(
    parent: Parent, atoms: Mapping[str, float], charges: Mapping[str, float]
) -> StructureError:
    terms = " ".join(
        f"{count:.4g} {symbol} ({charges[symbol]:+g})" for symbol, count in atoms.items()
    )
    total = sum(count * charges[symbol] for symbol, count in atoms.items())
    return StructureError(
        f"{parent.label}: the charges of {terms}, as the occupancies have it, add up to "
        f"{total:+.4g} e; the sum must be 0: correct the occupancies or `charges`"
    )


def _atoms(counts: Mapping[str, int]) -> str:
    return " + ".join(f"{count} {symbol}" for symbol, count in counts.items() if symbol != VACANCY)


def _times(repeats: tuple[int, int, int]) -> str:
    return " x ".join(map(str, repeats))
