"""Local weights of models: pinned by digest when a campaign is read, linked when it is compiled."""

from pathlib import Path

from saggar.compiler.checks.finding import Finding
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.resolve import Resolved
from saggar.runtime.weights import LOCAL, digest
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Chgnet, Mace

ROLES = ("foundation", "reference")
"""Models that can have weights of their own."""


def with_digests(resolved: Resolved, folder: Path) -> tuple[Resolved, list[Finding]]:
    """Put the digests of local weights where the author pinned none.

    Parameters
    ----------
    resolved : Resolved
        A campaign.
    folder : Path
        Folder to which its files are relative.

    Returns
    -------
    Resolved
        The origin of a digest that was computed is the file as the campaign names it.
    list of Finding
        SG301 and SG309 for files that are not there or named absolutely, SG317 for a file with
        another digest than the author pinned.
    """
    found: list[Finding] = []
    for role, model in _with_weights(resolved.campaign).items():
        path: KeyPath = ("models", role, "weights")
        wrong = _unusable(path, str(model.weights), folder)
        if wrong is not None:
            found.append(wrong)
            continue
        sha256 = digest(folder / str(model.weights))
        if model.sha256 is None:
            resolved = _pinned(resolved, role, sha256)
        elif model.sha256 != sha256:
            problem = f"{dotted(path)} is {model.weights} with the sha256 {sha256}; "
            problem += f"{model.sha256} is pinned"
            hint = "give the file that is meant, or pin this one"
            found.append(Finding(("models", role, "sha256"), "SG317", problem, hint))
    return resolved, found


def link_weights(root: Path, campaign: Campaign, folder: Path) -> None:
    """Link the local weights of a campaign into its run directory, which holds texts only.

    Parameters
    ----------
    root : Path
        The run directory.
    campaign : Campaign
        Its resolved campaign, in which local weights have digests.
    folder : Path
        Folder of the author's file.
    """
    for model in _with_weights(campaign).values():
        link = root / LOCAL / str(model.sha256)
        target = (folder / str(model.weights)).resolve()
        if link.exists() and digest(link) == model.sha256:
            continue
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _with_weights(campaign: Campaign) -> dict[str, Chgnet | Mace]:
    models = {role: getattr(campaign.models, role) for role in ROLES}
    return {
        role: model
        for role, model in models.items()
        if isinstance(model, Chgnet | Mace) and model.weights is not None
    }


def _unusable(path: KeyPath, file: str, folder: Path) -> Finding | None:
    if Path(file).is_absolute():
        problem = f"{dotted(path)} is {file}, an absolute path"
        hint = "write it relative to the campaign, so that the study can be moved"
        return Finding(path, "SG309", problem, hint)
    if not (folder / file).is_file():
        problem = f"{dotted(path)} is {file}; there is no such file in {folder}"
        return Finding(path, "SG301", problem, "give its path relative to the campaign")
    return None


def _pinned(resolved: Resolved, role: str, sha256: str) -> Resolved:
    models = resolved.campaign.models
    model = getattr(models, role)
    pinned = models.model_copy(update={role: model.model_copy(update={"sha256": sha256})})
    campaign = resolved.campaign.model_copy(update={"models": pinned})
    origins = resolved.origins | {f"models.{role}.sha256": str(model.weights)}
    return resolved._replace(campaign=campaign, origins=origins)
