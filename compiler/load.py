"""Reads a campaign: YAML or TOML, strict, one file or several, every key with its place."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_origin

from pydantic import BaseModel, ValidationError

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, diagnostic_at
from saggar.compiler.loading.composition import compose, texts_of
from saggar.compiler.loading.document import read_file
from saggar.compiler.loading.slots import Slot, describe, example, follow
from saggar.compiler.positions import Document, Positions
from saggar.schemas.campaign import Campaign

if TYPE_CHECKING:
    from saggar.compiler.loading.wording import Fault

_Model = TypeVar("_Model", bound=BaseModel)


class Loaded(NamedTuple):
    """A campaign as it was written.

    Attributes
    ----------
    path : pathlib.Path
        The file, as it was named.
    files : dict of Path to bytes
        It and the files that it extends, in the order in which they were merged; it is the last.
    settings : tuple of str
        What the command line gave, ``path=value`` each.
    campaign : Campaign
        Its meaning; references between sections are not judged yet.
    positions : Positions
        Where each key and value stands.
    tree : dict
        Its values as written, quantities as text; files are relative to the folder of `path`.
    """

    path: Path
    files: dict[Path, bytes]
    settings: tuple[str, ...]
    campaign: Campaign
    positions: Positions
    tree: dict[str, Any]

    @property
    def texts(self) -> dict[str, str]:
        """The files as text by name, for rendering diagnostics."""
        return texts_of(self.files)


def load_campaign(path: Path, settings: Sequence[str] = ()) -> Loaded:
    """Read and validate a campaign.

    Parameters
    ----------
    path : pathlib.Path
        A ``.yaml``, ``.yml`` or ``.toml`` file in UTF-8; it may extend others.
    settings : sequence of str
        ``path=value`` each, laid over the file in order.

    Returns
    -------
    Loaded

    Raises
    ------
    CampaignErrors
        With everything that is wrong: a syntax error alone, or else all unknown, missing and
        unusable keys and values at once (SG0 and SG1).
    """
    composition = compose(path, settings)
    document = composition.document
    campaign = _validated(document, composition.texts, Campaign, "the campaign")
    return Loaded(
        path, composition.files, tuple(settings), campaign, document.positions, document.tree
    )


def read_model(path: Path, model: type[_Model], whole: str) -> _Model:
    """Read and validate another file that a person writes, by the rules of a campaign.

    Parameters
    ----------
    path : pathlib.Path
        A ``.yaml``, ``.yml`` or ``.toml`` file in UTF-8.
    model : type
        What it holds.
    whole : str
        What messages call it, for instance ``the machine profile``.

    Raises
    ------
    CampaignErrors
        As `load_campaign`.
    """
    read = read_file(path)
    return _validated(read.document, texts_of({path: read.content}), model, whole)


def _validated(
    document: Document, texts: Mapping[str, str], model: type[_Model], whole: str
) -> _Model:
    """Validate as JSON, in which lists may become tuples but nothing else changes its type."""
    noted = [_advised(each, Slot(model)) for each in document.diagnostics]
    try:
        read = model.model_validate_json(
            json.dumps(document.tree, default=lambda value: None),
            strict=True,
            by_alias=True,
            by_name=False,
            context={"units": "required"},
        )
    except ValidationError as error:
        from saggar.compiler.loading.wording import faults

        errors = error.errors(include_url=False, include_input=False)
        found = faults(errors, document.tree, Slot(model), whole)
        new = [_diagnosed(fault, document.positions, tuple(texts)) for fault in found]
        places = {(each.file, each.line, each.column) for each in noted}
        kept = [each for each in new if (each.file, each.line, each.column) not in places]
        raise CampaignErrors([*noted, *kept], texts) from None
    if noted:
        raise CampaignErrors(noted, texts)
    return read


def _advised(found: Diagnostic, root: Slot) -> Diagnostic:
    """Say what an empty value could be, where it is no section."""
    if found.code != "SG105" or not found.path:
        return found
    _, slot, _ = follow(found.path, root)
    if slot.model is not None or get_origin(slot.kind) is dict or slot.kind is Any:
        return found
    key = found.path[-1]
    entry = example(slot) if isinstance(key, int) else f"{key}: {example(slot)}"
    hint = f"it takes {describe(slot)}: write for instance '{entry}', or delete the line"
    return found.model_copy(update={"hint": hint})


def _diagnosed(fault: "Fault", positions: Positions, files: tuple[str, ...]) -> Diagnostic:
    """Locate a fault; what is missing may be missing in any of several files."""
    hint = fault.hint
    if fault.code == "SG102" and len(files) > 1:
        hint = f"{hint}; the campaign was merged from {', '.join(files[:-1])} and {files[-1]}"
    return diagnostic_at(
        positions, fault.path, fault.code, fault.message, hint=hint, at_key=fault.at_key
    )
