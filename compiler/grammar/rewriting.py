"""A line of one release written for another."""

from collections.abc import Mapping, Sequence

from saggar.compiler.grammar.arguments import Form, Integer, Repeat, Slot, Word


def rewritten(
    name: str,
    source: Form,
    target: Form,
    *,
    words: Mapping[str, str],
    given: Sequence[Sequence[str]],
    release: str,
) -> str:
    """Write a line in another form.

    Parameters
    ----------
    name : str
        The keyword.
    source, target : Form
        The form that the line has, and the one that is wanted.
    words : mapping of str to str
        Arguments of the line by name.
    given : sequence of sequence of str
        Options of the line with their arguments.
    release : str
        Release that takes the target.

    Returns
    -------
    str
        Empty where an argument of one form has no counterpart in the other and no default.
    """
    if any(isinstance(slot, Repeat) for slot in (*source.slots, *target.slots)):
        return ""
    wanted = [_word(slot, words) for slot in target.slots]
    names = {slot.name for slot in target.slots if not isinstance(slot, Repeat)}
    lost = [
        slot
        for slot in (*source.slots, *source.optional)
        if not isinstance(slot, Repeat) and slot.name in words and slot.name not in names
    ]
    known = {option.word for option in target.options if release in option.span}
    if not all(wanted) or any(words[slot.name] != _default(slot) for slot in lost):
        return ""
    if any(option[0] not in known for option in given):
        return ""
    return " ".join([name, *wanted, *(word for option in given for word in option)])


def _word(slot: Slot | Repeat, words: Mapping[str, str]) -> str:
    if isinstance(slot, Repeat):
        return ""
    word = words.get(slot.name, _default(slot))
    return "" if isinstance(slot, Word) and word not in slot else word


def _default(slot: Slot) -> str:
    return slot.default if isinstance(slot, Integer) else ""
