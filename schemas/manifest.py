"""The manifest: what the compiler wrote, with digests."""

from saggar.schemas.base import Frozen


class Manifest(Frozen):
    """Files of a run directory and their sha256."""

    version: int = 1
    saggar: str
    """Version of the compiler."""
    files: dict[str, str]


class Requirement(Frozen):
    """Something that a run needs and that is not in its directory."""

    name: str
    version: str
    used_for: str


class Requirements(Frozen):
    """Executables, packages and weights that a run needs."""

    version: int = 1
    python: str
    packages: tuple[Requirement, ...]
