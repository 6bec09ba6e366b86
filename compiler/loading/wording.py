"""What pydantic finds wrong, in our words: code, message and hint of each kind of error."""

import re
from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.fault import Fault, Located, kind_of, shortened, shown
from saggar.compiler.loading.plain_numbers import as_number, unit_not_due
from saggar.compiler.loading.quantities import QUANTITY_WORDINGS
from saggar.compiler.loading.releases import advice
from saggar.compiler.loading.slots import ROOT, Slot, describe, example, follow
from saggar.compiler.nearest import did_you_mean, nearest
from saggar.compiler.positions import KeyPath, dotted, value_at
from saggar.schemas.base import ELEMENTS
from saggar.schemas.campaign import Campaign

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def faults(
    errors: Iterable["ErrorDetails"], tree: Any, root: Slot = ROOT, whole: str = "the campaign"
) -> list[Fault]:
    """Turn errors of pydantic into faults in the user's terms.

    Parameters
    ----------
    errors : iterable
        `ValidationError.errors()` of a model.
    tree : Any
        What was validated.
    root : Slot, optional
        The model; a campaign by default.
    whole : str
        What messages call the file as a whole.

    Returns
    -------
    list of Fault
        One for each error that says something of its own.
    """
    located = [_located(error, tree, root, whole) for error in errors]
    meant = _meant(located)
    found = [
        _WORDINGS.get(error.kind, _other)(error)
        for error in located
        if not _echo(error) and not (error.kind == "missing" and error.path in meant)
    ]
    return list(dict.fromkeys(found))


def _meant(errors: Iterable[Located]) -> set[KeyPath]:
    """Give the keys that unknown ones beside them were probably meant to be."""
    close = (
        (error.path[:-1], nearest(str(error.path[-1]), error.section.keys))
        for error in errors
        if error.kind == "extra_forbidden"
    )
    return {(*above, key) for above, key in close if key}


def _located(error: "ErrorDetails", tree: Any, root: Slot, whole: str) -> Located:
    path, slot, branch = follow(error["loc"], root)
    _, section, _ = follow(error["loc"][:-1], root)
    context = dict(error.get("ctx") or {})
    if "item" in context and isinstance(value_at(tree, path), list):
        path = (*path, context["item"])
    return Located(
        path=path,
        slot=slot,
        section=section,
        branch=branch,
        kind=error["type"],
        value=value_at(tree, path),
        around=value_at(tree, path[:-1]),
        context=context,
        text=error["msg"],
        is_key=error["loc"][-1:] == ("[key]",),
        whole=whole,
    )


def _echo(error: Located) -> bool:
    """Tell whether another error of the same place says this better."""
    if error.value is None and error.kind not in ("missing", "extra_forbidden"):
        return True  # an empty value is noted when the file is read
    a_list = isinstance(error.value, list)
    if error.branch.startswith("literal["):
        return a_list
    return error.kind == "tuple_type" and error.branch.startswith("tuple[")


def _unknown_key(error: Located) -> Fault:
    key = str(error.path[-1])
    where = error.named(error.path[:-1])
    known = error.section.keys
    if error.section.model is Campaign and len(error.path) == 1:
        known = (*known, *DIRECTIVES)
    hint = _broken_text(error) or did_you_mean(key, known, allowed=f"keys of {where}")
    message = f"{where} has no key {shortened(key)!r}"
    return Fault(error.path, True, "SG101", message, hint, _chosen_by(error))


def _chosen_by(error: Located) -> tuple[KeyPath, ...]:
    """Give the key that chooses which keys a section takes, where one does."""
    return ((*error.path[:-1], "engine"),) if error.section.field("engine").words else ()


def _broken_text(error: Located) -> str:
    """Tell of text that a comma broke in two: its rest passes for a key without a value."""
    if error.value is not None or not isinstance(error.around, dict):
        return ""
    keys = list(error.around)
    place = keys.index(error.path[-1])
    first = next((key for key in keys[place::-1] if error.around[key] is not None), None)
    text = error.around.get(first)
    if not isinstance(text, str):
        return ""
    rest = takewhile(lambda key: error.around[key] is None, keys[keys.index(first) + 1 :])
    return f'text with a comma stands in quotes: {first}: "{", ".join((text, *rest))}"'


def _missing(error: Located) -> Fault:
    if isinstance(error.path[-1], int):
        return _wrong_number_of_items(error, error.path[:-1], error.section)
    above, key, slot = error.path[:-1], str(error.path[-1]), error.slot
    where = error.named(above)
    hint = f"add for instance '{key}: {example(slot)}'; it takes {describe(slot)}"
    beside = (error.path, *_chosen_by(error))
    return Fault(above, True, "SG102", f"{where} lacks the key {key!r}", hint, beside)


def _wrong_type(error: Located) -> Fault:
    with_unit = unit_not_due(error)
    if with_unit is not None:
        return with_unit
    message = f"{error.name} is {kind_of(error.value)}; it takes {describe(error.slot)}"
    return Fault(error.path, False, "SG103", message, _how_to_write(error))


def _how_to_write(error: Located) -> str:
    value, kind = error.value, error.slot.kind
    if isinstance(value, float) and value.is_integer() and kind is int:
        return f"write {int(value)}"
    number = as_number(error.slot, value) if isinstance(value, str) else ""
    if number:
        return number
    if kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        return f'write it in quotes: "{shown(value)}"'
    if error.slot.model and example(error.slot) == "{}":
        return "write {} for its defaults"
    return f"write for instance {example(error.slot)}"


def _out_of_range(error: Located) -> Fault:
    bound = error.context.get("bound")
    if bound is None:
        return _inconsistent("SG104", error)
    limit = f"{error.context['word']} {bound} {error.context['unit']}"
    message = f"{error.name} is {shown(error.value)}; it must be {limit}"
    return Fault(error.path, False, "SG104", message, f"give a value {limit}")


def _out_of_bounds(error: Located) -> Fault:
    if error.path == ("saggar",):
        return _other_version(error)
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    limit = next(f"{word} {error.context[key]}" for key, word in words.items()
                 if key in error.context)  # fmt: skip
    message = f"{error.name} is {shown(error.value)}; it must be {limit}"
    return Fault(error.path, False, "SG104", message, f"give a value {limit}")


def _not_finite(error: Located) -> Fault:
    message = f"{error.name} is {shown(error.value)}; it must be finite"
    hint = f"write for instance {example(error.slot)}"
    return Fault(error.path, False, "SG104", message, hint)


def _inconsistent(code: str, error: Located) -> Fault:
    at_key = isinstance(error.value, dict)
    usual = "change one of them" if code == "SG104" else "add or delete keys accordingly"
    hint = error.context.get("hint", usual)
    message = f"{error.name} is {shown(error.value)}: {error.text}"
    beside = tuple((*error.path, key) for key in error.context.get("keys", ()))
    beside += tuple((*error.path[:-1], key) for key in error.context.get("beside", ()))
    return Fault(error.path, at_key, code, message, hint, beside)


def _other_version(error: Located) -> Fault:
    return Fault(
        error.path,
        False,
        "SG013",
        f"the campaign is written for version {shown(error.value)} of the language; this program "
        "reads version 1",
        "write saggar: 1, or install the release that reads that version",
    )


def _wrong_word(error: Located) -> Fault:
    slot = error.section if error.branch.startswith("literal[") else error.slot
    hint = advice(error.value, slot.words)
    if not hint and isinstance(error.value, str):
        hint = did_you_mean(error.value, slot.words)
    message = f"{error.name} is {shown(error.value)}; it takes {describe(slot)}"
    return Fault(error.path, False, "SG106", message, hint or f"write for instance {example(slot)}")


def _unknown_engine(error: Located) -> Fault:
    words = tuple(word.strip("' ") for word in error.context["expected_tags"].split(","))
    path, value = (*error.path, "engine"), error.context["tag"]
    message = f"{dotted(path)} is {shown(value)}; it takes one of {', '.join(words)}"
    return Fault(path, False, "SG106", message, did_you_mean(value, words))


def _missing_engine(error: Located) -> Fault:
    words = error.slot.engines
    hint = f"add engine: {words[0]}; it takes one of {', '.join(words)}"
    return Fault(error.path, True, "SG102", f"{error.name} lacks the key 'engine'", hint)


def _wrong_name(error: Located) -> Fault:
    name = str(error.path[-1] if error.is_key else error.value)
    proper = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:64]
    message = (
        f"{error.name} is no name" if error.is_key else f"{error.name} is {shown(name)}, no name"
    )
    rule = "a name has up to 64 letters, digits, '.', '_' and '-' and begins with a letter or digit"
    hint = f"write {proper}" if proper else "choose another name"
    return Fault(error.path, error.is_key, "SG107", f"{message}; {rule}", hint)


_HEAVIER = (
    "Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og".split()
)  # fmt: skip


def _unknown_element(error: Located) -> Fault:
    symbol = str(error.path[-1] if error.is_key else error.value)
    if symbol in _HEAVIER:
        message = f"{error.name}: NEP knows the elements up to Pu, and {symbol} is heavier"
        return Fault(error.path, error.is_key, "SG108", message, "give another element")
    message = f"{error.name}: {shortened(symbol)!r} is no chemical element"
    close = nearest(symbol, ELEMENTS)
    hint = f"did you mean {close!r}?" if close else "write a symbol such as Li, Zr or Cl"
    return Fault(error.path, error.is_key, "SG108", message, hint)


def _wrong_number_of_items(error: Located, path: KeyPath, slot: Slot) -> Fault:
    message = f"{dotted(path)} has too few or too many items; it takes {describe(slot)}"
    return Fault(path, False, "SG114", message, f"write for instance {example(slot)}")


def _too_long(error: Located) -> Fault:
    return _wrong_number_of_items(error, error.path, error.slot)


def _too_short(error: Located) -> Fault:
    least = error.context["min_length"]
    message = f"{error.name} is empty; it must have at least {least} entry"
    hint = f"add an entry: name: {example(error.slot.item('name'))}"
    return Fault(error.path, True, "SG114", message, hint)


def _other(error: Located) -> Fault:
    message = f"{error.name} is {kind_of(error.value)}: {error.text}"
    hint = f"it takes {describe(error.slot)}"
    return Fault(error.path, error.is_key, "SG103", message, hint)


_WORDINGS: dict[str, Callable[[Located], Fault]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_not_found": _missing_engine,
    "union_tag_invalid": _unknown_engine,
    "literal_error": _wrong_word,
    **QUANTITY_WORDINGS,
    "incar_value": lambda error: _inconsistent("SG103", error),
    "range": _out_of_range,
    "reference": lambda error: _inconsistent("SG115", error),
    "missing_source": lambda error: _inconsistent("SG115", error),
    "element": _unknown_element,
    "string_pattern_mismatch": _wrong_name,
    "string_too_long": _wrong_name,
    "too_long": _too_long,
    "too_short": _too_short,
    "finite_number": _not_finite,
    **dict.fromkeys(
        ("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _out_of_bounds
    ),
    **dict.fromkeys(
        (
            "string_type", "int_type", "int_from_float", "float_type", "bool_type", "dict_type",
            "model_type", "tuple_type",
        ),
        _wrong_type,
    ),
}  # fmt: skip
