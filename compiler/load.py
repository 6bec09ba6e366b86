"""Reads a campaign file: YAML or TOML, strict, every key with its place."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, diagnostic
from saggar.compiler.loading.slots import Slot
from saggar.compiler.loading.text import Text, decode, read_bytes
from saggar.compiler.loading.wording import Fault, faults
from saggar.compiler.positions import Document, Mark, Positions
from saggar.schemas.campaign import Campaign

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Loaded:
    """A campaign as it was written.

    Attributes
    ----------
    path : pathlib.Path
        The file, as it was named.
    text : bytes
        Its bytes.
    campaign : Campaign
        Its meaning; references between sections are not judged yet.
    positions : Positions
        Where each key and value stands.
    tree : dict
        Its values as written, quantities as text.
    """

    path: Path
    text: bytes
    campaign: Campaign
    positions: Positions
    tree: dict[str, Any]

    @property
    def source(self) -> str:
        """The text, for rendering diagnostics."""
        return decode(str(self.path), self.text).content


def load_campaign(path: Path) -> Loaded:
    """Read and validate a campaign file.

    Parameters
    ----------
    path : pathlib.Path
        A ``.yaml``, ``.yml`` or ``.toml`` file in UTF-8.

    Returns
    -------
    Loaded

    Raises
    ------
    CampaignErrors
        With everything that is wrong: a syntax error alone, or else all unknown, missing and
        unusable keys and values at once (SG0 and SG1).
    """
    content = read_bytes(path)
    text = decode(str(path), content)
    document = _read(text, path.suffix.lower())
    campaign = _validated(document, text, Campaign, "the campaign")
    return Loaded(path, content, campaign, document.positions, document.tree)


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
    text = decode(str(path), read_bytes(path))
    return _validated(_read(text, path.suffix.lower()), text, model, whole)


def _read(text: Text, suffix: str) -> Document:
    if suffix in (".yaml", ".yml"):
        from saggar.compiler.loading.yaml_text import read_yaml

        return read_yaml(text)
    if suffix == ".toml":
        from saggar.compiler.loading.toml_text import read_toml

        return read_toml(text)
    text.refuse(
        Mark(1, 1),
        "SG004",
        f"the suffix {suffix or '(none)'!r} tells no syntax; it must be .yaml, .yml or .toml",
        "rename the file",
    )


def _validated(document: Document, text: Text, model: type[_Model], whole: str) -> _Model:
    """Validate as JSON, in which lists may become tuples but nothing else changes its type."""
    noted = document.diagnostics
    try:
        read = model.model_validate_json(
            json.dumps(document.tree, default=lambda value: None),
            strict=True,
            by_alias=True,
            by_name=False,
            context={"units": "required"},
        )
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        found = faults(errors, document.tree, Slot(model), whole)
        new = [_diagnosed(fault, document.positions, text.file) for fault in found]
        places = {(each.line, each.column) for each in noted}
        kept = [each for each in new if (each.line, each.column) not in places]
        raise CampaignErrors([*noted, *kept], text.content) from None
    if noted:
        raise CampaignErrors(noted, text.content)
    return read


def _diagnosed(fault: Fault, positions: Positions, file: str) -> Diagnostic:
    at = positions.of_key if fault.at_key else positions.of_value
    return diagnostic(
        file, at(fault.path), fault.code, fault.message, hint=fault.hint, path=fault.path
    )
