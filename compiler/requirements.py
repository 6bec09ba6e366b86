"""What a run needs that is not in its directory: packages, programs, weights."""

import hashlib
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path
from typing import Literal

import saggar
from saggar.runtime.weights import MACE
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Chgnet, Mace
from saggar.schemas.machine import GpumdExecutor, Machine, NepExecutor
from saggar.schemas.manifest import Program, Requirement, Requirements, Weights

ENGINE_PACKAGES = {
    "chgnet": "foundation model and reference",
    "dftd3": "dispersion correction",
    "mace-torch": "foundation model and reference",
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

NOT_PINNED = "not pinned"

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


def requirements(campaign: Campaign, machine: Machine, packages: Mapping[str, str]) -> Requirements:
    """Give what a compiled campaign needs beyond its directory.

    Parameters
    ----------
    campaign : Campaign
        The resolved campaign.
    machine : Machine
        Where it will be executed.
    packages : mapping of str to str
        Versions that decide a result, as `package_versions` gives them.
    """
    return Requirements(
        python=".".join(platform.python_version_tuple()[:2]),
        packages=tuple(
            Requirement(name=name, version=packages[name], used_for=use)
            for name, use in _used(campaign)
        ),
        programs=_programs(machine),
        weights=_weights(campaign),
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


def _used(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Give the packages that a campaign needs, and for what."""
    models = (campaign.models.foundation, campaign.models.reference)
    for name, use in ENGINE_PACKAGES.items():
        if name != "mace-torch" or any(isinstance(model, Mace) for model in models):
            yield name, use


def _weights(campaign: Campaign) -> tuple[Weights, ...]:
    """Give the weights of every model, each once."""
    models = (campaign.models.foundation, campaign.models.reference)
    asked = {_weights_of(model) for model in models if isinstance(model, Chgnet | Mace)}
    return tuple(sorted(asked, key=lambda each: (each.model, each.file)))


def _weights_of(model: Chgnet | Mace) -> Weights:
    if model.weights is not None:
        return Weights(model=model.engine, file=model.weights, sha256=str(model.sha256))
    if isinstance(model, Chgnet):
        return _packaged_weights(model.version)
    file = Path("mace", MACE[model.model]).as_posix()
    return Weights(model=f"mace {model.model}", file=file, sha256=model.sha256 or NOT_PINNED)


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
