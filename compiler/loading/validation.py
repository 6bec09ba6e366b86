"""Holds what was read against a model: its meaning, and every fault at its place."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, get_origin

from annotated_types import MinLen
from pydantic import BaseModel, ValidationError

from saggar.compiler.diagnostics import Diagnostic, diagnostic_at, related_to
from saggar.compiler.loading.slots import Slot, describe, example, follow
from saggar.compiler.positions import ON_COMMAND_LINE, Document, KeyPath, Positions, dotted

if TYPE_CHECKING:
    from saggar.compiler.loading.fault import Fault

_Model = TypeVar("_Model", bound=BaseModel)

_CONTEXT = {"units": "required"}


class Validated(NamedTuple, Generic[_Model]):
    """The meaning of a document.

    Attributes
    ----------
    read : model
        Where there are faults, what is sound of it: other values are `Unreadable`.
    faults : tuple of Diagnostic
        All that is wrong with the form of the document.
    """

    read: _Model
    faults: tuple[Diagnostic, ...] = ()


def validate(
    document: Document,
    files: tuple[str, ...],
    model: type[_Model],
    whole: str,
    unsure: Iterable[KeyPath] = (),
) -> Validated[_Model]:
    """Validate as JSON, in which lists may become tuples but nothing else changes its type.

    Parameters
    ----------
    document : Document
        What was read.
    files : tuple of str
        Names of the files that it was merged from.
    model : type
        What it is to hold.
    whole : str
        What messages call it, for instance ``the campaign``.
    unsure : iterable of KeyPath
        Places of which it is not known what the user wanted there.
    """
    root = Slot(model)
    positions = document.positions
    noted = [
        _advised(each, root, positions) for each in document.diagnostics if not _no_key(each, root)
    ]
    unread = [*(each.path for each in noted if each.path), *unsure]
    try:
        read = model.model_validate_json(
            json.dumps(document.tree, default=lambda value: None),
            strict=True,
            by_alias=True,
            by_name=False,
            context=_CONTEXT,
        )
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
    else:
        if not noted:
            return Validated(read)
        errors = []
    from saggar.compiler.loading.tolerance import read_sound_part
    from saggar.compiler.loading.wording import faults

    sound = read_sound_part(model, document.tree, errors, unread, _CONTEXT)
    found = faults([*errors, *sound.contradictions], document.tree, root, whole)
    new = [_diagnosed(fault, positions, files) for fault in found]
    places = {(each.file, each.line, each.column) for each in noted}
    kept = [each for each in new if (each.file, each.line, each.column) not in places]
    return Validated(sound.read, (*noted, *kept))


def _no_key(found: Diagnostic, root: Slot) -> bool:
    """Tell of an empty value whose key is unknown, which is then what is wrong."""
    if found.code != "SG105" or not found.path:
        return False
    _, section, _ = follow(found.path[:-1], root)
    return section.model is not None and found.path[-1] not in section.keys


def _advised(found: Diagnostic, root: Slot, positions: Positions) -> Diagnostic:
    """Say what an empty value could be, where it has no defaults that {} stands for."""
    if found.code != "SG105" or not found.path:
        return found
    if found.file.startswith(ON_COMMAND_LINE):
        return found.model_copy(update={"hint": "give a value behind the equals sign"})
    if positions.overridden_by(found.path) is not None:
        away = f"remove: [{dotted(found.path)}]"
        hint = f"write its value; to take out what is extended, write '{away}'"
        return diagnostic_at(
            positions, found.path, found.code, found.message, hint=hint, at_key=True
        )
    _, slot, _ = follow(found.path, root)
    if slot.kind is Any or example(slot) == "{}" or _may_be_empty(slot):
        return found
    key = found.path[-1]
    if " " in str(key):
        name, rest = str(key).split(maxsplit=1)
        hint = f"a colon and a space part a key from its value: write '{name}: {rest}'"
        return found.model_copy(update={"hint": hint})
    entry = example(slot) if isinstance(key, int) else f"{key}: {example(slot)}"
    hint = f"it takes {describe(slot)}: write for instance '{entry}', or delete the key"
    return found.model_copy(update={"hint": hint})


def _may_be_empty(slot: Slot) -> bool:
    """Tell whether a place takes names without requiring any."""
    least = (note.min_length for note in slot.notes if isinstance(note, MinLen))
    return get_origin(slot.kind) is dict and not any(least)


def _diagnosed(fault: "Fault", positions: Positions, files: tuple[str, ...]) -> Diagnostic:
    """Locate a fault; what is missing may be missing in any of several files."""
    hint = fault.hint
    if fault.code == "SG102" and len(files) > 1:
        hint = f"{hint}; the campaign was merged from {', '.join(files[:-1])} and {files[-1]}"
    found = diagnostic_at(
        positions, fault.path, fault.code, fault.message, hint=hint, at_key=fault.at_key
    )
    layers = _Layers(positions, files)
    beside = fault.beside
    if fault.code == "SG101":
        beside = tuple(key for key in beside if layers.of(key) > layers.of(fault.path))
    cure = _removal(fault, beside, layers)
    if cure:
        found = found.model_copy(update={"hint": f"{hint}; {cure}" if hint else cure})
    return related_to(found, positions, beside)


class _Layers(NamedTuple):
    """Which of the files that were merged gives a key, the lowest first."""

    positions: Positions
    files: tuple[str, ...]

    def of(self, key: KeyPath) -> int:
        """Give the layer; the command line lies over all files, and nothing under them."""
        mark = self.positions.values.get(key)
        if mark is None:
            return -1
        return self.files.index(mark.file) if mark.file in self.files else len(self.files)


def _removal(fault: "Fault", beside: tuple[KeyPath, ...], layers: _Layers) -> str:
    """Say what an overlay can remove of its bases, where that cures a fault."""
    unknown = fault.code == "SG101"
    if not beside or not (unknown or fault.code == "SG115"):
        return ""
    keys = beside if fault.at_key and not unknown else (*beside, fault.path)
    written = sorted((key for key in keys if layers.of(key) >= 0), key=layers.of)
    if not written or not layers.of(written[0]) < layers.of(written[-1]) < len(layers.files):
        return ""
    removed = dotted(fault.path[:-1] if unknown else written[0])
    over = layers.files[layers.of(written[-1])]
    return f"'remove: [{removed}]' in {over} takes out what it extends holds there"
