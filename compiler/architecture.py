"""The architecture of an existing potential: read from its file into the lock."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.resolve import DEFAULT, Resolved
from saggar.schemas.base import user_key
from saggar.schemas.engines import Nep

if TYPE_CHECKING:
    from saggar.runtime.nep_file import Architecture

_SECTION = "models.potential"


def with_architecture(resolved: Resolved, found: "Architecture") -> Resolved:
    """Put the architecture of a file in place of defaults.

    Parameters
    ----------
    resolved : Resolved
        A campaign whose potential exists.
    found : Architecture
        Of its file.

    Returns
    -------
    Resolved
        The origin of each value that was read is the file as the campaign names it; what the
        author wrote stays, and `disagreements` judges it.
    """
    potential = resolved.campaign.models.potential
    read = {leaf: value for leaf, value in _leaves(found).items() if _is_default(resolved, leaf)}
    origins = {f"{_SECTION}.{leaf}": str(potential.existing) for leaf in read}
    models = resolved.campaign.models.model_copy(update={"potential": _filled(potential, read)})
    campaign = resolved.campaign.model_copy(update={"models": models})
    return resolved._replace(campaign=campaign, origins=resolved.origins | origins)


def disagreements(resolved: Resolved, found: "Architecture") -> Iterator[Finding]:
    """Find keys that the author wrote and that the file contradicts (SG313)."""
    potential = resolved.campaign.models.potential
    for leaf, value in _leaves(found).items():
        stated: Any = potential
        for name in leaf.split("."):
            stated = getattr(stated, name)
        if _is_default(resolved, leaf) or stated == value:
            continue
        path: KeyPath = ("models", "potential", *(user_key(name) for name in leaf.split(".")))
        yield Finding(
            path,
            "SG313",
            f"{dotted(path)} is {_shown(stated)}, but {potential.existing} has {_shown(value)}",
            "delete the key; it is read from the file",
        )


def _is_default(resolved: Resolved, leaf: str) -> bool:
    return resolved.origins.get(f"{_SECTION}.{leaf}", DEFAULT) == DEFAULT


def _leaves(found: "Architecture") -> dict[str, Any]:
    """Give the values of a file under the paths of the lock below ``models.potential``."""
    radial, angular = found.cutoff_A
    return {
        "cutoff.radial_A": radial,
        "cutoff.angular_A": angular,
        "n_max": found.n_max,
        "basis_size": found.basis_size,
        "l_max": found.l_max,
        "neurons": found.neurons,
        "zbl_A": found.zbl_A,
    }


def _filled(potential: Nep, read: dict[str, Any]) -> Nep:
    cutoff = {leaf.removeprefix("cutoff."): read[leaf] for leaf in read if "." in leaf}
    fields = {leaf: value for leaf, value in read.items() if "." not in leaf}
    return potential.model_copy(
        update={**fields, "cutoff": potential.cutoff.model_copy(update=cutoff)}
    )


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return "none" if value is None else f"{value:g}"
