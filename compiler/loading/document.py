"""One file of a campaign, in either syntax, with the name of the file at every place."""

from pathlib import Path
from typing import NamedTuple

from saggar.compiler.loading.text import Text, decode, read_bytes
from saggar.compiler.positions import Document, Mark


class Read(NamedTuple):
    """A file as it was found.

    Attributes
    ----------
    content : bytes
        Its bytes.
    document : Document
        Its values; every mark names the file.
    """

    content: bytes
    document: Document


def read_file(path: Path) -> Read:
    """Read a YAML or TOML file.

    Parameters
    ----------
    path : pathlib.Path
        A ``.yaml``, ``.yml`` or ``.toml`` file in UTF-8, under the name that messages use.

    Raises
    ------
    CampaignErrors
        SG001 to SG012: the file cannot be read, or not as what its suffix says.
    """
    content = read_bytes(path)
    text = decode(str(path), content)
    document = read_text(text, path.suffix.lower())
    return Read(content, document._replace(positions=document.positions.in_file(text.file)))


def read_text(text: Text, suffix: str) -> Document:
    """Read a text in the syntax that a suffix tells; marks name no file.

    Raises
    ------
    CampaignErrors
        SG004 if the suffix tells none; SG005 to SG012 for what is wrong with the text.
    """
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
