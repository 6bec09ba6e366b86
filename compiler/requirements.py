"""What a run needs that is not in its directory: packages, programs, weights."""

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path
from typing import Literal

import saggar
from saggar.schemas.engines import Chgnet
from saggar.schemas.machine import GpumdExecutor, Machine, NepExecutor
from saggar.schemas.manifest import Program, Requirement, Requirements, Weights
from saggar.schemas.resolved import Lock

ENGINE_PACKAGES = {
    "chgnet": "foundation model and reference",
    "dftd3": "dispersion correction",
    "torch": "foundation model and trainer",
    "neppo": "trainer of the potential",
    "calorine": "forces and descriptors of the potential",
    "ase": "dynamics with the foundation model",
    "dscribe": "SOAP descriptors",
    "scikit-learn": "principal components and clusters",
    "numpy": "arithmetic",
    "scipy": "neighbours, statistics",
}
"""Packages whose version can change a result."""

NOT_INSTALLED = "not installed"

_EMBEDDED = ("embedded", "neppo")


def package_versions() -> dict[str, str]:
    """Give the versions of the packages that decide a result.

    A local suffix as in ``2.9.0+cpu`` is left out: it names the flavour of a wheel, not a release.
    """
    versions = {"saggar": saggar.__version__}
    for package in ENGINE_PACKAGES:
        try:
            versions[package] = version(package).partition("+")[0]
        except PackageNotFoundError:
            versions[package] = NOT_INSTALLED
    return versions


def requirements(lock: Lock) -> Requirements:
    """Give what a compiled campaign needs beyond its directory.

    Parameters
    ----------
    lock : Lock
        The resolved campaign, with its machine and packages.
    """
    return Requirements(
        python=".".join(platform.python_version_tuple()[:2]),
        packages=tuple(
            Requirement(name=name, version=lock.packages[name], used_for=use)
            for name, use in ENGINE_PACKAGES.items()
        ),
        programs=_programs(lock.machine),
        weights=_weights(lock),
    )


def _programs(machine: Machine) -> tuple[Program, ...]:
    return (
        _program("gpumd", machine.gpumd, "dynamics with the potential"),
        _program("nep", machine.nep, "training of the potential"),
    )


def _program(
    name: Literal["gpumd", "nep"], asked: GpumdExecutor | NepExecutor, used_for: str
) -> Program:
    return Program(
        name=name,
        executor=asked.executor,
        release=asked.release,
        command="" if asked.executor in _EMBEDDED else asked.command,
        used_for=used_for,
    )


def _weights(lock: Lock) -> tuple[Weights, ...]:
    """Give the published weights of every model that comes with a package, each once."""
    models = lock.campaign.models
    asked = [model for model in (models.foundation, models.reference) if isinstance(model, Chgnet)]
    return tuple(_packaged_weights(release) for release in sorted({each.version for each in asked}))


def _packaged_weights(release: str) -> Weights:
    """Digest the checkpoint of a CHGNet release in the package, found without importing it."""
    try:
        contained = files("chgnet") or []
    except PackageNotFoundError:
        contained = []
    folder = f"chgnet/pretrained/{release}/"
    for path in contained:
        if path.as_posix().startswith(folder) and path.name.endswith(".pth.tar"):
            content = Path(str(path.locate())).read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            return Weights(model=f"chgnet {release}", file=path.as_posix(), sha256=digest)
    return Weights(model=f"chgnet {release}", file=folder, sha256=NOT_INSTALLED)
