"""The manifest: what the compiler wrote, with digests."""

from typing import Literal

from saggar.schemas.base import Frozen


class Manifest(Frozen):
    """Files of a run directory and their sha256."""

    version: int = 1
    saggar: str
    """Version of the compiler."""
    files: dict[str, str]


class Difference(Frozen):
    """A compiled file that is not what the manifest says."""

    path: str
    kind: Literal["edited", "missing"]

    def __str__(self) -> str:
        says = {"edited": "edited after compiling", "missing": "missing"}
        return f"{self.path}: {says[self.kind]}"


class Requirement(Frozen):
    """Something that a run needs and that is not in its directory."""

    name: str
    version: str
    used_for: str


class Program(Frozen):
    """A program that a machine profile names."""

    name: Literal["gpumd", "nep"]
    executor: str
    """What executes its decks."""
    release: str
    """Release of GPUMD whose input and output formats hold."""
    command: str
    """How it is called; empty where the executor is contained in the packages."""
    used_for: str


class Weights(Frozen):
    """Weights of a model."""

    model: str
    file: str
    """Path in the installation of Python packages, in the user's cache (``mace/``), or relative to
    the campaign."""
    sha256: str
    """Of the file where the campaign was compiled, ``not installed``, or ``not pinned``."""


class Requirements(Frozen):
    """Programs, packages and weights that a run needs."""

    version: int = 1
    python: str
    packages: tuple[Requirement, ...]
    programs: tuple[Program, ...]
    weights: tuple[Weights, ...]
