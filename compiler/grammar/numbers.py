"""Numbers as C reads them."""

import math
import re

_INTEGER = re.compile(r"[+-]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_REAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_HEXADECIMAL = re.compile(r"[+-]?0x([0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(p[+-]?\d+)?", re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)


def integer(word: str) -> int | None:
    """Read an integer as ``strtol`` with base 0 does: decimal, 0x hexadecimal or 0 octal.

    Parameters
    ----------
    word : str
        Without spaces.

    Returns
    -------
    int or None
        None if the word is no integer (``10.0``, ``1e5``, ``08``).

    References
    ----------
    GPUMD, src/utilities/read_file.cu, is_valid_int; v4.0 to main.
    """
    if not _INTEGER.fullmatch(word):
        return None
    digits = word.lstrip("+-").lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return int(word, base)


def is_octal(word: str) -> bool:
    """Say whether an integer is read in base 8, as ``0100`` (64) is."""
    digits = word.lstrip("+-")
    return len(digits) > 1 and digits.startswith("0") and digits.isdigit()


def real(word: str) -> float | None:
    """Read a number as ``strtod`` does.

    Parameters
    ----------
    word : str
        Without spaces.

    Returns
    -------
    float or None
        Not finite for ``nan`` and ``inf``, which GPUMD accepts; None if the word is no number.

    References
    ----------
    GPUMD, src/utilities/read_file.cu, is_valid_real; v4.0 to main. Overflow is refused there.
    """
    if _REAL.fullmatch(word):
        value = float(word)
        return value if math.isfinite(value) else None
    if _NOT_FINITE.fullmatch(word):
        return float(word)
    return float.fromhex(word) if _HEXADECIMAL.fullmatch(word) else None
