"""Values given on the command line: ``--set production.segment="2 ns"``."""

import re
from typing import Any, NoReturn

from saggar.compiler.diagnostics import CampaignErrors, diagnostic
from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.overlay import steps_to
from saggar.compiler.loading.text import Text
from saggar.compiler.positions import ON_COMMAND_LINE, Document, KeyPath, Mark, Positions, dotted

_FORM = re.compile(r"(?P<path>[A-Za-z0-9_.-]+)=(?P<value>.*)", re.DOTALL)
_ITEM = re.compile(r"(?P<list>[A-Za-z0-9_.-]+)(?:\[-?\d*\])+")


def read_setting(setting: str, tree: dict[str, Any]) -> Document:
    """Read one setting as an overlay of a campaign.

    Parameters
    ----------
    setting : str
        ``path=value`` with the value as in YAML: ``2 ns``, ``[300 K, 400 K]``, ``{run: 5 ps}``.
    tree : dict
        The campaign that it is laid over.

    Returns
    -------
    Document
        Holds nothing but that value; its marks name the setting.

    Raises
    ------
    CampaignErrors
        SG018 if it has another form, leads through a value, or is no value of a campaign; SG005 to
        SG012 if the value is no YAML.
    """
    name = f"{ON_COMMAND_LINE}{setting}"
    form = _FORM.fullmatch(setting)
    if form is None:
        _refuse_form(name, setting)
    path = steps_to(tree, form["path"])
    if not all(path):
        _refuse(name, "a key between two dots is empty", "write the keys of the campaign")
    if path[0] in DIRECTIVES:
        problem = f"{path[0]} says how files are merged, and stands in a file"
        _refuse(name, problem, "write a file with this line, and give that")
    _require_sections(name, path, tree)
    value, below = _read_value(name, form["path"], form["value"])
    keys = {path[:length]: Mark(1, 1, name) for length in _new_lengths(path, tree)}
    keys |= {(*path, *rest): Mark(1, 1, name) for rest in below}
    values = {path: Mark(1, 1, name), **keys}
    for key in reversed(path):
        value = {key: value}
    return Document(value, Positions(keys, values))


def _refuse(name: str, problem: str, hint: str) -> NoReturn:
    raise CampaignErrors([diagnostic(name, Mark(1, 1), "SG018", problem, hint=hint)])


def _refuse_form(name: str, setting: str) -> NoReturn:
    key, equals, _ = setting.partition("=")
    item = _ITEM.fullmatch(key)
    if equals and item is not None:
        whole = f"--set '{item['list']}=[..., ...]'"
        _refuse(name, f"{key} is an item of a list, which is set whole", f"write {whole}")
    _refuse(name, "it has not the form path=value", "write for instance --set seed=7")


def _require_sections(name: str, path: KeyPath, tree: dict[str, Any]) -> None:
    place: Any = tree
    for length, key in enumerate(path[:-1], start=1):
        place = place.get(key, {})
        if not isinstance(place, dict):
            here = dotted(path[:length])
            _refuse(name, f"{here} is a value and has no keys", f"set {here} as a whole")


def _new_lengths(path: KeyPath, tree: dict[str, Any]) -> list[int]:
    """Give the lengths of those parts of a path that the tree lacks, and of the whole."""
    present, place = 0, tree
    for key in path[:-1]:
        if key not in place:
            break
        present, place = present + 1, place[str(key)]
    return list(range(present + 1, len(path) + 1))


def _read_value(name: str, key: str, value: str) -> tuple[Any, list[KeyPath]]:
    """Give the value and the paths of all that it holds."""
    from saggar.compiler.loading.yaml_text import read_yaml

    document = read_yaml(Text(name, f"{key}: {value}"))
    if document.diagnostics:
        raise CampaignErrors(document.diagnostics)
    if list(document.tree) != [key]:
        _refuse(name, "the value goes on as another key", "give one value for each --set")
    return document.tree[key], [path[1:] for path in document.positions.keys if len(path) > 1]
