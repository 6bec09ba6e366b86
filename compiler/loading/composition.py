"""The files that make up a campaign: bases first, each overlay over them, settings last.

A file says ``extends: base.yaml`` (or several, the later over the earlier), and may say
``remove: [production.bulk]`` for what its bases hold and it does not want; its own keys are laid
over what is left.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, diagnostic_at
from saggar.compiler.loading.directives import DIRECTIVES
from saggar.compiler.loading.document import Read, read_file
from saggar.compiler.loading.examples import flow
from saggar.compiler.loading.overlay import merged, steps_to, without
from saggar.compiler.loading.references import seen_from
from saggar.compiler.loading.settings import read_setting
from saggar.compiler.loading.text import decode
from saggar.compiler.nearest import nearest
from saggar.compiler.positions import Document, KeyPath, Positions, value_at


class Composition(NamedTuple):
    """A campaign of one or several files.

    Attributes
    ----------
    document : Document
        All of them merged, files relative to the folder of the last one.
    files : dict of Path to bytes
        Each file, under the name that messages use, in the order in which they were merged.
    unsure : tuple of KeyPath
        Places that a wrong ``remove`` or setting may have been meant for; what is wrong with it
        stands in the document.
    """

    document: Document
    files: dict[Path, bytes]
    unsure: tuple[KeyPath, ...] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The files as text by name, for rendering diagnostics."""
        return texts_of(self.files)


def texts_of(files: dict[Path, bytes]) -> dict[str, str]:
    """Give files as text by name; they were read as text before."""
    return {str(path): decode(str(path), content).content for path, content in files.items()}


def compose(path: Path, settings: Sequence[str] = ()) -> Composition:
    """Read a campaign file with all that it extends.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    settings : sequence of str
        ``path=value`` each, laid over the files in order.

    Raises
    ------
    CampaignErrors
        What is wrong with files that cannot be read, or with what is extended: SG0. What is wrong
        with ``remove`` (SG014, SG017) or a setting (SG018) is noted in the document instead, to be
        reported with whatever else is wrong.
    """
    reader = _Composer(path.parent)
    document = reader.compose(path, ())
    if reader.unread:
        found = [*reader.unread, *reader.problems]
        raise CampaignErrors(found, texts_of(reader.files) | reader.unread_texts)
    problems, unsure = list(reader.problems), list(reader.unsure)
    for setting in settings:
        try:
            document = merged(document, read_setting(setting, document.tree))
        except CampaignErrors as errors:
            problems += errors.diagnostics
            unsure.append(steps_to(document.tree, setting.partition("=")[0]))
    noted = tuple(dict.fromkeys([*document.diagnostics, *problems]))
    return Composition(document._replace(diagnostics=noted), reader.files, tuple(unsure))


@dataclass
class _Composer:
    """Reads each file once."""

    folder: Path
    files: dict[Path, bytes] = field(default_factory=dict)
    unread: list[Diagnostic] = field(default_factory=list)
    """Why files that are extended cannot be."""
    unread_texts: dict[str, str] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    """What is wrong beside that."""
    unsure: list[KeyPath] = field(default_factory=list)
    composed: dict[Path, Document] = field(default_factory=dict)

    def compose(self, path: Path, above: tuple[Path, ...]) -> Document:
        """Give a file laid over its bases; `above` are the files that led to it."""
        read = read_file(path)
        bases = list(self._bases(path, read, (*above, path)))
        self.files[path] = read.content
        document = Document({}, Positions({}, {}))
        for base in bases:
            document = merged(document, base)
        document = self._reduced(document, read.document)
        own = seen_from(_without_directives(read.document), path.parent, self.folder)
        self.composed[_identity(path)] = merged(document, own)
        return self.composed[_identity(path)]

    def _bases(self, path: Path, read: Read, chain: tuple[Path, ...]) -> Iterator[Document]:
        for place, name in self._listed(read.document, "extends"):
            base = Path(os.path.normpath(path.parent / name))
            circle = [each for each in chain if _identity(each) == _identity(base)]
            if Path(name).is_absolute():
                self._complain(
                    read, place, "SG014", f"extends names {name}, an absolute path",
                    "write it relative to this file, so that the study can be moved",
                )  # fmt: skip
            elif circle:
                round_trip = " -> ".join(map(str, (*chain[chain.index(circle[0]) :], base)))
                self._complain(
                    read, place, "SG016", f"extends closes a circle: {round_trip}",
                    "let one of these files stand by itself",
                )  # fmt: skip
            elif _identity(base) in self.composed:
                yield self.composed[_identity(base)]
            elif not base.is_file():
                self._complain(
                    read, place, "SG015", f"extends names {name}; there is no file {base}",
                    "give the path of a campaign file relative to this one",
                )  # fmt: skip
            else:
                try:
                    yield self.compose(base, chain)
                except CampaignErrors as errors:
                    self.unread += errors.diagnostics
                    self.unread_texts[str(base)] = str(errors.text)

    def _reduced(self, bases: Document, own: Document) -> Document:
        for place, name in self._listed(own, "remove"):
            path = steps_to(bases.tree, name)
            if _holds(bases.tree, path):
                bases = without(bases, path, own.positions.of_value(place))
                continue
            self.unsure += _keys_alike(bases.tree, path)
            self.problems.append(
                diagnostic_at(
                    own.positions,
                    place,
                    "SG017",
                    f"remove names {name}, which no file that this one extends holds",
                    hint=f"at its level there are: {_keys_near(bases.tree, path)}",
                )
            )
        return bases

    def _listed(self, document: Document, key: str) -> Iterator[tuple[KeyPath, str]]:
        """Give the items of a directive with their places."""
        value = document.tree.get(key, [])
        items: list[Any] = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            place: KeyPath = (key, index) if isinstance(value, list) else (key,)
            if isinstance(item, str) and item.strip():
                yield place, item
            elif item is not None:
                found = self.unread if key == "extends" else self.problems
                found.append(
                    diagnostic_at(
                        document.positions,
                        place,
                        "SG014",
                        f"{key} takes a text or a list of texts",
                        hint=f"write for instance {key}: {flow(DIRECTIVES[key].example)}",
                    )
                )

    def _complain(self, read: Read, place: KeyPath, code: str, message: str, hint: str) -> None:
        found = diagnostic_at(read.document.positions, place, code, message, hint=hint)
        self.unread.append(found)


def _identity(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _holds(tree: dict[str, Any], path: KeyPath) -> bool:
    above = value_at(tree, path[:-1])
    return isinstance(above, dict) and path[-1] in above


def _keys_near(tree: dict[str, Any], path: KeyPath) -> str:
    """List the keys beside the first key of a path that is not there."""
    place: Any = tree
    for key in path:
        if not isinstance(place, dict) or key not in place:
            break
        place = place[key]
    return ", ".join(map(str, place)) if isinstance(place, dict) and place else "none"


def _keys_alike(tree: dict[str, Any], path: KeyPath) -> Iterator[KeyPath]:
    """Give the path that one which is not there may have been meant to be."""
    for length, key in enumerate(path):
        section = value_at(tree, path[:length])
        if not isinstance(section, dict):
            return
        if key not in section:
            meant = nearest(str(key), section)
            if meant is not None:
                yield (*path[:length], meant)
            return


def _without_directives(document: Document) -> Document:
    for key in DIRECTIVES:
        if key in document.tree:
            document = without(document, (key,))
    return document
