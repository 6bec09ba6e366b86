"""The usual formal charges of ions: a first guess that a person verifies."""

from collections.abc import Collection, Iterable

USUAL_CHARGES = {
    **dict.fromkeys(("H", "Li", "Na", "K", "Rb", "Cs", "Ag", "Cu"), 1),
    **dict.fromkeys(("Be", "Mg", "Ca", "Sr", "Ba", "Zn", "Cd", "Mn", "Ni", "Pb"), 2),
    **dict.fromkeys(("B", "Al", "Ga", "In", "Sc", "Y", "La", "Lu", "Er", "Fe", "Cr", "Co"), 3),
    **dict.fromkeys(("C", "Si", "Ge", "Sn", "Ti", "Zr", "Hf", "Ce"), 4),
    **dict.fromkeys(("P", "V", "Nb", "Ta", "As", "Sb"), 5),
    **dict.fromkeys(("Mo", "W"), 6),
    **dict.fromkeys(("F", "Cl", "Br", "I"), -1),
    **dict.fromkeys(("O", "S", "Se", "Te"), -2),
    "N": -3,
}
"""Charges in e of the ions that solid electrolytes and oxides are mostly made of."""

MOBILE = (("Li", "Na", "Ag", "Cu", "K"), ("Mg", "H", "F", "O"))
"""Ions that conduct: cations of charge 1 e before all others, in each group the likeliest first."""


def charges_of(symbols: Iterable[str]) -> dict[str, int]:
    """Give the usual charge of each element, cations first; 0 where none is usual."""
    charges = {symbol: USUAL_CHARGES.get(symbol, 0) for symbol in symbols}
    return dict(sorted(charges.items(), key=lambda item: item[1] < 0))


def mobile_of(symbols: Collection[str], partly_filling: Collection[str] = ()) -> str:
    """Give the element that conducts most likely.

    Parameters
    ----------
    symbols : collection of str
        Elements of all phases of a study.
    partly_filling : collection of str
        Those that fill sites only in part, which makes them likelier than others of their group.

    Returns
    -------
    str
        The first of `MOBILE`, or the first element where there is none of them.
    """
    for group in MOBILE:
        held = [symbol for symbol in group if symbol in symbols]
        if held:
            return next((symbol for symbol in held if symbol in partly_filling), held[0])
    return next(iter(symbols))
