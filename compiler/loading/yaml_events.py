"""Events of a YAML text: those of libyaml where they are certain, else those of ruamel.yaml.

ruamel.yaml reads YAML 1.2, and what this package says of a faulty text is said of what it finds;
libyaml (through PyYAML) reads YAML 1.1 ten times as fast. In *ordinary* texts both find the same
events with the same values at the same places, which a test holds for texts changed at random. A
text is ordinary if

- it consists of printable characters, spaces and line feeds: tabs, other line ends, marks of byte
  order and what only one of the two calls a line break stand nowhere in it;
- it is one document without marks of its ends, directives, anchors, aliases, tags and block
  scalars;
- no value is left out; libyaml has another place for what is not there;
- no more levels stand inside each other than a campaign may have;
- libyaml finds nothing wrong with it.

The values of plain scalars, in which 1.1 and 1.2 differ, are left to the reader of the events.

References
----------
YAML 1.2.2; YAML 1.1, chapter 4 (line breaks, characters).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from saggar.compiler.loading.limits import DEEPEST

_DEEPEST = 2 + DEEPEST
"""Levels with those of the stream and the document; libyaml's time grows with their square."""


def pure_events(content: str) -> Iterator[Any]:
    """Give the events that ruamel.yaml finds in a text, one after the other.

    Parameters
    ----------
    content : str
        Any text.

    Raises
    ------
    ruamel.yaml.error.YAMLError
        At the event at which the text ceases to be YAML; other errors of ruamel.yaml as well.
    """
    from ruamel.yaml import YAML

    events: Iterator[Any] = YAML(typ="safe", pure=True).parse(content)
    return events


def ordinary_events(content: str) -> list[Any] | None:
    """Give the events that libyaml finds in a text.

    Parameters
    ----------
    content : str
        Any text.

    Returns
    -------
    list of event or None
        Named as in ruamel.yaml; of the marks only the offset of the start, in characters, is the
        same. None if the text is not ordinary, or PyYAML was built without libyaml.
    """
    import yaml

    if not yaml.__with_libyaml__ or not content.replace("\n", "").isprintable():
        return None
    try:
        return _ordinary(yaml.parse(content, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return None


def _ordinary(found: Iterable[Any]) -> list[Any] | None:
    """Give the events, or None as soon as one is not ordinary."""
    events, depth = [], 0
    for event in found:
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        if depth > _DEEPEST or not _is_ordinary(event, kind):
            return None
        events.append(event)
    return events


def _is_ordinary(event: Any, kind: str) -> bool:
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        return False
    if kind in ("DocumentStartEvent", "DocumentEndEvent"):
        return not event.explicit
    if kind == "ScalarEvent":
        left_out = event.implicit[0] and not event.value
        return event.style not in ("|", ">") and not left_out
    return True
