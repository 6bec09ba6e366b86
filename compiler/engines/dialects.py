"""Which releases of GPUMD read a deck alike: the name of a release alone makes no result stale."""

from functools import lru_cache

from saggar.compiler.grammar.releases import since
from saggar.schemas.machine import GpumdRelease

LATER_FORMS = {"active": since("4.4")}
"""Keywords that take other words from a release on, with those releases."""


@lru_cache(maxsize=1024)
def read_as(deck: str, release: GpumdRelease) -> GpumdRelease:
    """Give the newest release that reads a deck as the one for which it was rendered.

    ``active`` takes a flag for uncertainties from 4.4 on; ``dump_xyz`` takes its words in another
    order, and writes other digits, in the development after 5.6. What else changed between releases
    is not in our decks (https://github.com/brucefan1983/GPUMD/releases).

    Parameters
    ----------
    deck : str
        A run.in.
    release : str
        For which it was rendered.
    """
    if release == "main":
        return release
    keywords = {line.split()[0] for line in deck.splitlines() if line.split()}
    earlier = any(word in keywords and release not in span for word, span in LATER_FORMS.items())
    return "4.3" if earlier else "5.6"
