"""Forms of keywords written out for messages."""

from collections.abc import Sequence

from saggar.compiler.grammar.arguments import Form, Option, Repeat, Slot, Word
from saggar.compiler.grammar.releases import RELEASES

_SHOWN = 6
"""Forms that a message lists."""


def write_forms(name: str, forms: Sequence[Form], release: str) -> str:
    """Write the forms that a release takes, ``dump_xyz <interval> <file> [velocity] ...``.

    Parameters
    ----------
    name : str
        The keyword.
    forms : sequence of Form
        Its forms in this release.
    release : str
        Release of GPUMD.

    Returns
    -------
    str
        Forms in backquotes, joined by *or*.
    """
    shown = [f"`{write_form(name, form, release)}`" for form in forms[:_SHOWN]]
    return " or ".join(shown) + (" or ..." if len(forms) > _SHOWN else "")


def write_form(name: str, form: Form, release: str = RELEASES[-1]) -> str:
    """Write one form."""
    words = [name, *(_write(slot) for slot in form.slots)]
    words += [f"[{_write(slot)}" for slot in form.optional]
    if form.optional:
        words[-1] += "]" * len(form.optional)
    words += [f"[{_write_option(each)}]" for each in form.options if release in each.span]
    return " ".join(words)


def _write(slot: Slot | Repeat) -> str:
    if isinstance(slot, Repeat):
        return f"{' '.join(map(_write, slot.slots))} ..."
    if isinstance(slot, Word) and len(slot.words) <= _SHOWN:
        return "|".join(slot.words)
    return f"<{slot.name}>"


def _write_option(option: Option) -> str:
    return " ".join([option.word, *map(_write, option.slots)])
