"""Reads a campaign: YAML or TOML, strict, one file or several, every key with its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic
from saggar.compiler.loading.composition import compose, texts_of
from saggar.compiler.loading.document import read_file
from saggar.compiler.loading.validation import validate
from saggar.compiler.positions import Positions
from saggar.schemas.campaign import Campaign

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
    faults : tuple of Diagnostic
        What is wrong with its form; the campaign holds an `Unreadable` at each of these places.
    """

    path: Path
    files: dict[Path, bytes]
    settings: tuple[str, ...]
    campaign: Campaign
    positions: Positions
    tree: dict[str, Any]
    faults: tuple[Diagnostic, ...] = ()

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
        Without faults.

    Raises
    ------
    CampaignErrors
        With everything that is wrong: a syntax error alone, or else all unknown, missing and
        unusable keys and values at once (SG0 and SG1).
    """
    loaded = load_sound_part(path, settings)
    if loaded.faults:
        raise CampaignErrors(loaded.faults, loaded.texts)
    return loaded


def load_sound_part(path: Path, settings: Sequence[str] = ()) -> Loaded:
    """Read a campaign, and of one with faults what is sound.

    Parameters
    ----------
    path, settings
        As for `load_campaign`.

    Raises
    ------
    CampaignErrors
        If the files cannot be read, or not put together (SG0).
    """
    composition = compose(path, settings)
    document = composition.document
    names = tuple(map(str, composition.files))
    read, faults = validate(document, names, Campaign, "the campaign", composition.unsure)
    return Loaded(
        path=path,
        files=composition.files,
        settings=tuple(settings),
        campaign=read,
        positions=document.positions,
        tree=document.tree,
        faults=faults,
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
    file = read_file(path)
    read, faults = validate(file.document, (str(path),), model, whole)
    if faults:
        raise CampaignErrors(faults, texts_of({path: file.content}))
    return read
