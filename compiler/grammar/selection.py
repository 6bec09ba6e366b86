"""Which form of a keyword is meant by a line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from saggar.compiler.grammar.arguments import Form, Repeat, Slot, Word
from saggar.compiler.grammar.values import read_value
from saggar.compiler.nearest import nearest

_MOST_REPEATS = 200


class Choice(NamedTuple):
    """The form that is meant, or why there is none.

    Attributes
    ----------
    form : Form or None
        None if no form has these words in this number.
    reason : str
        What is wrong, where there is no form.
    argument : int
        Which argument is wrong, from 1; 0 for their number.
    meant : tuple of Form
        Forms whose fixed words agree, where only the number of arguments is wrong.
    """

    form: Form | None
    reason: str = ""
    argument: int = 0
    meant: tuple[Form, ...] = ()


def choose_form(forms: Sequence[Form], words: Sequence[str], counts: Mapping[str, int]) -> Choice:
    """Find the form that is meant: by its fixed words, then by the number of arguments.

    Parameters
    ----------
    forms : sequence of Form
        Those that the release takes.
    words : sequence of str
        Arguments of the line.
    counts : mapping of str to int
        Numbers that repeated arguments refer to.

    Returns
    -------
    Choice
        The first form that fits.
    """
    agreement = [_agreement(form, words) for form in forms]
    furthest = max(agreement, default=0)
    closest = [form for form, agreed in zip(forms, agreement, strict=True) if agreed == furthest]
    wrong = [_wrong_word(form, words) for form in closest]
    if closest and all(wrong):
        return _wrong_choice([each for each in wrong if each], words)
    for form, mistake in zip(closest, wrong, strict=True):
        if mistake is None and _fits(form, words, counts):
            return Choice(form)
    meant = tuple(form for form, mistake in zip(closest, wrong, strict=True) if mistake is None)
    return Choice(None, f"{len(words)} argument{'' if len(words) == 1 else 's'}", meant=meant)


def _wrong_choice(wrong: Sequence[tuple[int, tuple[str, ...]]], words: Sequence[str]) -> Choice:
    index = min(place for place, _ in wrong)
    allowed = tuple(dict.fromkeys(w for place, each in wrong if place == index for w in each))
    close = nearest(words[index], allowed)
    meant = f"; did you mean {close!r}?" if close else f"; allowed: {', '.join(allowed)}"
    return Choice(None, f"{words[index]!r} is not known here{meant}", index + 1)


def _selectors(form: Form) -> Iterator[tuple[int, Word]]:
    """Give the fixed words at fixed places."""
    for index, slot in enumerate(form.slots):
        if isinstance(slot, Repeat):
            return
        if isinstance(slot, Word) and slot.enforced:
            yield index, slot


def _agreement(form: Form, words: Sequence[str]) -> int:
    count = 0
    for index, slot in _selectors(form):
        if index >= len(words) or words[index] not in slot:
            break
        count += 1
    return count


def _wrong_word(form: Form, words: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
    for index, slot in _selectors(form):
        if index < len(words) and words[index] not in slot:
            return index, slot.words
    return None


def _fits(form: Form, words: Sequence[str], counts: Mapping[str, int]) -> bool:
    fixed = expand(form.slots, words, counts)
    if len(words) < len(fixed):
        return False
    return bool(form.options) or form.lenient or len(words) <= len(fixed) + len(form.optional)


def expand(
    slots: Sequence[Slot | Repeat], words: Sequence[str], counts: Mapping[str, int]
) -> list[Slot]:
    """Write out repeated arguments as often as they come.

    Parameters
    ----------
    slots : sequence of Slot or Repeat
        Arguments in order.
    words : sequence of str
        What stands there.
    counts : mapping of str to int
        Numbers that a `Repeat` can refer to besides earlier arguments.

    Returns
    -------
    list of Slot
        One for each word that is due.
    """
    flat: list[Slot] = []
    for slot in slots:
        if not isinstance(slot, Repeat):
            flat.append(slot)
            continue
        size = len(slot.slots)
        times = max(1, -(-(len(words) - len(flat)) // size))
        if slot.times:
            times = _count(slot.times, flat, words, counts)
        flat.extend(slot.slots * times)
    return flat


def _count(
    name: str, before: Sequence[Slot], words: Sequence[str], counts: Mapping[str, int]
) -> int:
    for index, slot in enumerate(before):
        if slot.name == name and index < len(words):
            value, _ = read_value(slot, words[index], counts)
            return max(0, min(value, _MOST_REPEATS)) if isinstance(value, int) else 0
    return counts.get(name, 0)
