"""What pydantic finds wrong, in our words: code, message and hint of each kind of error."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.releases import advice
from saggar.compiler.loading.slots import ROOT, Slot, describe, example, follow
from saggar.compiler.nearest import did_you_mean, nearest
from saggar.compiler.positions import KeyPath, dotted, value_at
from saggar.schemas.base import ELEMENTS
from saggar.schemas.campaign import Campaign
from saggar.schemas.units import DIMENSIONS, NUMBER, dimension_of, normalised_unit

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Fault(NamedTuple):
    """One thing wrong in the tree of values.

    Attributes
    ----------
    path : KeyPath
        Where.
    at_key : bool
        Whether the key is to be pointed at rather than its value.
    code, message, hint : str
        As in a diagnostic.
    """

    path: KeyPath
    at_key: bool
    code: str
    message: str
    hint: str = ""


class _Error(NamedTuple):
    """An error of pydantic, located."""

    path: KeyPath
    slot: Slot
    section: Slot
    branch: str
    kind: str
    value: Any
    context: dict[str, Any]
    text: str
    is_key: bool
    whole: str

    @property
    def name(self) -> str:
        """The path as a person reads it."""
        return self.named(self.path)

    def named(self, path: KeyPath) -> str:
        """Name a path as a person reads it."""
        return dotted(path) or self.whole


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


def _meant(errors: Iterable[_Error]) -> set[KeyPath]:
    """Give the keys that unknown ones beside them were probably meant to be."""
    close = (
        (error.path[:-1], nearest(str(error.path[-1]), error.section.keys))
        for error in errors
        if error.kind == "extra_forbidden"
    )
    return {(*above, key) for above, key in close if key}


def _located(error: "ErrorDetails", tree: Any, root: Slot, whole: str) -> _Error:
    path, slot, branch = follow(error["loc"], root)
    _, section, _ = follow(error["loc"][:-1], root)
    context = dict(error.get("ctx") or {})
    if "item" in context and isinstance(value_at(tree, path), list):
        path = (*path, context["item"])
    return _Error(
        path=path,
        slot=slot,
        section=section,
        branch=branch,
        kind=error["type"],
        value=value_at(tree, path),
        context=context,
        text=error["msg"],
        is_key=error["loc"][-1:] == ("[key]",),
        whole=whole,
    )


def _echo(error: _Error) -> bool:
    """Tell whether another error of the same place says this better."""
    if error.value is None and error.kind not in ("missing", "extra_forbidden"):
        return True  # an empty value is noted when the file is read
    a_list = isinstance(error.value, list)
    if error.branch.startswith("literal["):
        return a_list
    return error.kind == "tuple_type" and error.branch.startswith("tuple[")


def shown(value: Any) -> str:
    """Write a value as a person wrote it, shortened to one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        entries = ", ".join(f"{key}: {shown(each)}" for key, each in value.items())
        return f"{{{_shortened(entries)}}}"
    if isinstance(value, list):
        return f"[{_shortened(', '.join(shown(each) for each in value))}]"
    if isinstance(value, str):
        return _shortened(value) if value.strip() else "an empty text"
    return _shortened(str(value))


def _shortened(text: str, width: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else f"{flat[: width - 3]}..."


def _unknown_key(error: _Error) -> Fault:
    key = str(error.path[-1])
    where = error.named(error.path[:-1])
    known = error.section.keys
    if error.section.model is Campaign and len(error.path) == 1:
        known = (*known, *DIRECTIVES)
    hint = did_you_mean(key, known, allowed=f"keys of {where}")
    return Fault(error.path, True, "SG101", f"{where} has no key {_shortened(key)!r}", hint)


def _missing(error: _Error) -> Fault:
    if isinstance(error.path[-1], int):
        return _wrong_number_of_items(error, error.path[:-1], error.section)
    above, key, slot = error.path[:-1], str(error.path[-1]), error.slot
    where = error.named(above)
    hint = f"add for instance '{key}: {example(slot)}'; it takes {describe(slot)}"
    return Fault(above, True, "SG102", f"{where} lacks the key {key!r}", hint)


def _wrong_type(error: _Error) -> Fault:
    takes = describe(error.slot)
    if _without_unit(error.slot) and isinstance(error.value, str):
        number = _leading_number(error.value)
        if number and number != error.value.strip():
            message = f"{error.name} is {shown(error.value)}; it takes {takes}"
            return Fault(error.path, False, "SG116", message, f"write {number}")
    message = f"{error.name} is {_kind(error.value)}; it takes {takes}"
    return Fault(error.path, False, "SG103", message, _how_to_write(error))


def _without_unit(slot: Slot) -> bool:
    return slot.kind in (int, float) and slot.quantity is None


def _leading_number(text: str) -> str:
    match = re.match(NUMBER, text.strip())
    return match[0] if match else ""


def _kind(value: Any) -> str:
    """Name a value together with what it is."""
    if isinstance(value, dict):
        return f"a section, {shown(value)}"
    if isinstance(value, str) and value.strip():
        return f"the text {shown(value)!r}"
    return shown(value)


def _how_to_write(error: _Error) -> str:
    value, kind = error.value, error.slot.kind
    if isinstance(value, float) and value.is_integer() and kind is int:
        return f"write {int(value)}"
    if isinstance(value, str) and _without_unit(error.slot) and _leading_number(value):
        return f"write {value.strip()} without quotes"
    if kind is str and isinstance(value, int | float) and not isinstance(value, bool):
        return f'write it in quotes: "{shown(value)}"'
    if error.slot.model and example(error.slot) == "{}":
        return "write {} for its defaults"
    return f"write for instance {example(error.slot)}"


def _quantity(code: str) -> Callable[[_Error], Fault]:
    def wording(error: _Error) -> Fault:
        dimension, unit = error.context["dimension"], error.context["unit"]
        units = DIMENSIONS[dimension]
        meant = nearest(normalised_unit(unit), units) if code == "SG111" else None
        good = meant or next(iter(units))
        number = error.context["number"]
        problem = {
            "SG110": ", without a unit",
            "SG111": f": {unit!r} is no unit that is known",
            "SG112": f": {unit!r} is {_of_dimension(unit)}",
            "SG113": ", no number with a unit",
        }[code]
        what = _kind(error.value) if code == "SG113" else shown(error.value)
        message = f"{error.name} is {what}{problem}; it takes a {dimension} in {_or(units)}"
        hint = f"write for instance {example(error.slot)}"
        if number and "," in str(error.value):
            hint = f"write the unit as {good}"
        elif number:
            hint = f'write "{number} {good}"'
        return Fault(error.path, False, code, message, hint)

    return wording


def _comma(error: _Error) -> Fault:
    written = str(error.value)
    message = f"{error.name} is {shown(written)}: a comma within a number means different things"
    one, several = re.sub(r"(?<=\d),(?=\d)", "", written), re.sub(r",(?=\d)", ", ", written)
    hint = f'write a decimal point, "{one}" for one number, or "{several}" for several'
    return Fault(error.path, False, "SG113", message, hint)


def _of_dimension(unit: str) -> str:
    other = dimension_of(normalised_unit(unit)) or "something else"
    return f"a unit of {other}"


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _out_of_range(error: _Error) -> Fault:
    bound = error.context.get("bound")
    if bound is None:
        return _inconsistent("SG104", error)
    limit = f"{error.context['word']} {bound} {error.context['unit']}"
    message = f"{error.name} is {shown(error.value)}; it must be {limit}"
    return Fault(error.path, False, "SG104", message, f"give a value {limit}")


def _out_of_bounds(error: _Error) -> Fault:
    if error.path == ("saggar",):
        return _other_version(error)
    words = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}
    limit = next(f"{word} {error.context[key]}" for key, word in words.items()
                 if key in error.context)  # fmt: skip
    message = f"{error.name} is {shown(error.value)}; it must be {limit}"
    return Fault(error.path, False, "SG104", message, f"give a value {limit}")


def _not_finite(error: _Error) -> Fault:
    message = f"{error.name} is {shown(error.value)}; it must be finite"
    hint = f"write for instance {example(error.slot)}"
    return Fault(error.path, False, "SG104", message, hint)


def _inconsistent(code: str, error: _Error) -> Fault:
    at_key = isinstance(error.value, dict)
    usual = "change one of them" if code == "SG104" else "add or delete keys accordingly"
    hint = error.context.get("hint", usual)
    message = f"{error.name} is {shown(error.value)}: {error.text}"
    return Fault(error.path, at_key, code, message, hint)


def _other_version(error: _Error) -> Fault:
    return Fault(
        error.path,
        False,
        "SG013",
        f"the campaign is written for version {shown(error.value)} of the language; this program "
        "reads version 1",
        "write saggar: 1, or install the release that reads that version",
    )


def _wrong_word(error: _Error) -> Fault:
    slot = error.section if error.branch.startswith("literal[") else error.slot
    hint = advice(error.value, slot.words)
    if not hint and isinstance(error.value, str):
        hint = did_you_mean(error.value, slot.words)
    message = f"{error.name} is {shown(error.value)}; it takes {describe(slot)}"
    return Fault(error.path, False, "SG106", message, hint or f"write for instance {example(slot)}")


def _unknown_engine(error: _Error) -> Fault:
    words = tuple(word.strip("' ") for word in error.context["expected_tags"].split(","))
    path, value = (*error.path, "engine"), error.context["tag"]
    message = f"{dotted(path)} is {shown(value)}; it takes one of {', '.join(words)}"
    return Fault(path, False, "SG106", message, did_you_mean(value, words))


def _missing_engine(error: _Error) -> Fault:
    words = error.slot.engines
    hint = f"add engine: {words[0]}; it takes one of {', '.join(words)}"
    return Fault(error.path, True, "SG102", f"{error.name} lacks the key 'engine'", hint)


def _wrong_name(error: _Error) -> Fault:
    name = str(error.path[-1] if error.is_key else error.value)
    proper = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._")[:64]
    message = (
        f"{error.name} is no name" if error.is_key else f"{error.name} is {shown(name)}, no name"
    )
    rule = "a name has up to 64 letters, digits, '.', '_' and '-' and begins with a letter or digit"
    hint = f"write {proper}" if proper else "choose another name"
    return Fault(error.path, error.is_key, "SG107", f"{message}; {rule}", hint)


def _unknown_element(error: _Error) -> Fault:
    symbol = str(error.path[-1] if error.is_key else error.value)
    message = f"{error.name}: {_shortened(symbol)!r} is no chemical element"
    close = nearest(symbol, ELEMENTS)
    hint = f"did you mean {close!r}?" if close else "write a symbol such as Li, Zr or Cl"
    return Fault(error.path, error.is_key, "SG108", message, hint)


def _wrong_number_of_items(error: _Error, path: KeyPath, slot: Slot) -> Fault:
    message = f"{dotted(path)} has too few or too many items; it takes {describe(slot)}"
    return Fault(path, False, "SG114", message, f"write for instance {example(slot)}")


def _too_long(error: _Error) -> Fault:
    return _wrong_number_of_items(error, error.path, error.slot)


def _too_short(error: _Error) -> Fault:
    least = error.context["min_length"]
    message = f"{error.name} is empty; it must have at least {least} entry"
    hint = f"add an entry: name: {example(error.slot.item('name'))}"
    return Fault(error.path, True, "SG114", message, hint)


def _other(error: _Error) -> Fault:
    message = f"{error.name} is {_kind(error.value)}: {error.text}"
    hint = f"it takes {describe(error.slot)}"
    return Fault(error.path, error.is_key, "SG103", message, hint)


_WORDINGS: dict[str, Callable[[_Error], Fault]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "union_tag_not_found": _missing_engine,
    "union_tag_invalid": _unknown_engine,
    "literal_error": _wrong_word,
    "unit_missing": _quantity("SG110"),
    "unit_unknown": _quantity("SG111"),
    "unit_dimension": _quantity("SG112"),
    "quantity": _quantity("SG113"),
    "comma": _comma,
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
