"""How numbers are written in the report."""

import math

MINUS = "\u2212"
THIN = "\u202f"


def significant(value: float, digits: int = 3) -> str:
    """Write a number with so many significant figures, in powers of ten where that is shorter.

    Parameters
    ----------
    value : float
        The number.
    digits : int
        Significant figures.

    Returns
    -------
    str
        For instance ``0.141``, ``1.20 × 10⁻⁷``; ``not finite`` for NaN and infinities.
    """
    if not math.isfinite(value):
        return "not finite"
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(float(f"{value:.{digits - 1}e}"))))
    if exponent < -4 or exponent >= 6:
        mantissa, power = f"{value:.{digits - 1}e}".split("e")
        return f"{mantissa} × 10{_superscript(int(power))}".replace("-", MINUS)
    return f"{value:,.{max(digits - 1 - exponent, 0)}f}".replace("-", MINUS)


def plain(value: float) -> str:
    """Write a declared value as a person would: no trailing zeros."""
    return f"{value:.6g}".replace("-", MINUS)


def with_error(mean: float, error: float | None) -> str:
    """Write a mean with its standard error to two significant figures.

    Parameters
    ----------
    mean, error : float
        In one unit; no error where none is known.

    Returns
    -------
    str
        ``299.4 ± 1.2``; both with the decimals that the error justifies, and a common power of ten
        where the values are very small or large.
    """
    if error is None:
        return f"{significant(mean, 4)} (no error)"
    if not (math.isfinite(mean) and math.isfinite(error)) or error <= 0:
        return significant(mean, 4)
    largest = max(abs(mean), error)
    power = math.floor(math.log10(largest))
    if -4 <= power < 6:
        return _pair(mean, error)
    return f"({_pair(mean / 10.0**power, error / 10.0**power)}) × 10{_superscript(power)}"


def _pair(mean: float, error: float) -> str:
    exponent = math.floor(math.log10(float(f"{error:.1e}")))
    decimals = max(1 - exponent, 0)
    return f"{mean:,.{decimals}f} ± {error:,.{decimals}f}".replace("-", MINUS)


def percent(fraction: float, digits: int = 2) -> str:
    """Write a fraction in percent."""
    value = 100.0 * fraction
    return f"{MINUS if value < 0 else ''}{abs(float(f'{value:.{digits}g}')):.10g}{THIN}%"


def count(number: int) -> str:
    """Write a number of things, thousands apart."""
    return f"{number:,}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun, for instance ``1 frame`` and ``2 frames``."""
    return f"{count(number)} {noun if number == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Write a duration in the unit that a person would choose."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:,.1f} h"


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
