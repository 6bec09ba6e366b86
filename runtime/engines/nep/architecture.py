"""The shape of a potential: as nep.in asks for it and as nep.txt has it."""

from dataclasses import fields
from pathlib import Path

from saggar.runtime.nep_file import HEAD_LINES, Architecture, parse_architecture
from saggar.schemas.errors import EngineError


def read_architecture(potential: Path) -> Architecture:
    """Read the shape of a potential from the head of its file.

    Parameters
    ----------
    potential : Path
        A nep.txt of version 4, with or without ZBL.

    Returns
    -------
    Architecture

    Raises
    ------
    EngineError
        If the file is missing or is no such potential.
    """
    try:
        with potential.open(encoding="utf-8") as stream:
            head = "".join(line for _, line in zip(range(HEAD_LINES), stream, strict=False))
    except FileNotFoundError:
        raise EngineError(f"{potential}: the potential to start from does not exist") from None
    return parse_architecture(head, name=str(potential))


def require_same(asked: Architecture, found: Architecture, potential: Path) -> None:
    """Check that training can continue from a potential.

    Parameters
    ----------
    asked : Architecture
        Of nep.in.
    found : Architecture
        Of the potential.
    potential : Path
        Where the potential is, for the message.

    Raises
    ------
    EngineError
        If a field differs; every one is named with both values.
    """
    differing = [
        f"{field.name} is {getattr(found, field.name)} there and "
        f"{getattr(asked, field.name)} in nep.in"
        for field in fields(Architecture)
        if getattr(found, field.name) != getattr(asked, field.name)
    ]
    if differing:
        raise EngineError(
            f"{potential}: training cannot continue from this potential: {'; '.join(differing)}; "
            "restore the settings or train without a warm start"
        )
