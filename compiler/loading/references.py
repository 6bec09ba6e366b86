"""Files that a campaign names: relative to the file that names them, wherever that is."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from saggar.compiler.loading.slots import ROOT, Slot
from saggar.compiler.positions import Document, KeyPath, value_at
from saggar.schemas.base import IsFile


def file_paths(
    tree: Any, slot: Slot = ROOT, *, texts_only: bool = False
) -> Iterator[tuple[KeyPath, str]]:
    """Give the place and the text of every value that names a file.

    Parameters
    ----------
    tree : Any
        Values of a campaign, judged or not.
    slot : Slot, optional
        What the models say of the place where they stand.
    texts_only : bool
        Whether to leave out files of weights.
    """
    marks = [note for note in slot.notes if isinstance(note, IsFile)]
    if isinstance(tree, str) and marks and (marks[0].is_text or not texts_only):
        yield (), tree
    if not isinstance(tree, dict):
        return
    chosen = slot.branch(str(tree.get("engine"))) or slot
    for key, value in tree.items():
        below = chosen.field(key) if chosen.model else chosen.item(key)
        for path, file in file_paths(value, below, texts_only=texts_only):
            yield (key, *path), file


def seen_from(document: Document, folder: Path, other: Path) -> Document:
    """Give a document whose files, relative to one folder, are relative to another one.

    Parameters
    ----------
    document : Document
        Values of a file that stands in `folder`; not changed.
    folder, other : Path
        Both absolute, or both relative to the working directory.
    """
    if folder == other:
        return document
    from copy import deepcopy

    tree = deepcopy(document.tree)
    for path, file in file_paths(document.tree):
        if Path(file).is_absolute():
            continue
        moved = os.path.relpath(folder / file, other)
        value_at(tree, path[:-1])[path[-1]] = Path(moved).as_posix()
    return Document(tree, document.positions, document.diagnostics)
