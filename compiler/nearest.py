"""The nearest known word to one that is not known."""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that was probably meant.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str
        What could have been meant.

    Returns
    -------
    str or None
        The closest one by Ratcliff and Obershelp's measure, letter case aside, if it is at least
        0.6 alike; None if nothing is.
    """
    from difflib import get_close_matches

    folded = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], *, allowed: str = "allowed") -> str:
    """Write a hint: the nearest known word, and all of them where they are few.

    Parameters
    ----------
    word : str
        What was written.
    known : iterable of str
        What could have been meant.
    allowed : str
        What the known words are called.
    """
    words = list(known)
    close = nearest(word, words)
    parts = [f"did you mean {close!r}?"] if close else []
    if len(words) <= 16:
        parts.append(f"{allowed}: {', '.join(words) or 'none'}")
    elif not close:
        parts.append(f"{allowed}: {', '.join(words[:16])} ...")
    return " ".join(parts)
