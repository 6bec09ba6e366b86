"""The run that makes and freezes the structures of a campaign."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.diagnostics import CampaignErrors
from saggar.schemas.machine import Machine
from saggar.schemas.steps import Relax

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked
    from saggar.compiler.compile import Compiled
    from saggar.compiler.planner import Planned
    from saggar.compiler.preview import PreviewedSet


def compile_structures(
    checked: "Checked", machine: Machine, preview: "Sequence[PreviewedSet] | None" = None
) -> "Compiled":
    """Compile in memory the run that makes structures.

    Parameters
    ----------
    checked : Checked
        A campaign that needs structures frozen.
    machine : Machine
        Where they are made.
    preview : sequence of PreviewedSet, optional
        What its limits allow; computed where it is not given.

    Raises
    ------
    CampaignErrors
        If the campaign has errors other than in its frozen structures, its lock cannot be read, or
        a model relaxes that nothing executes yet.
    """
    from saggar.compiler.compile import compile_study
    from saggar.compiler.frozen.digest import structures_digest
    from saggar.compiler.source import written_by_author
    from saggar.compiler.stages.structures import FromFiles, plan_structures
    from saggar.compiler.study import Study, study_of

    checked.require_no_errors_in_text()
    _require_memory(checked)
    campaign, folder = checked.resolved.campaign, checked.loaded.path.parent
    lock = checked.frozen.lock
    allowed = previewed(checked) if preview is None else preview
    given = FromFiles(
        phases={name: _text(folder / each.file) for name, each in campaign.phases.items()},
        digest=structures_digest(campaign, folder),
        held_out=lock.held_out if lock is not None else (),
        candidates={each.name: each.candidates for each in allowed if not each.unknown},
    )
    study = study_of(campaign, machine, checked.given)

    def plan(study: Study) -> "Planned":
        return plan_structures(study, given)

    compiled = compile_study(
        study,
        origins=dict(checked.resolved.origins),
        written=written_by_author(checked.loaded),
        plan=plan,
    )
    _require_models(checked, compiled)
    return compiled


def _require_memory(checked: "Checked") -> None:
    """Refuse to freeze over a lock that cannot be read: what it held out would be forgotten."""
    unread = [each for each in checked.of("error") if each.code == "SG322"]
    if unread and checked.frozen.lock is None:
        raise CampaignErrors(unread, checked.loaded.texts)


def _require_models(checked: "Checked", compiled: "Compiled") -> None:
    """Refuse relaxations by a model without an executor."""
    used = {
        task.settings.model.engine
        for task in compiled.plan.tasks
        if isinstance(task.settings, Relax)
    }
    models = checked.resolved.campaign.models.lock()
    blocked = [
        each
        for each in checked.of("unsupported")
        if each.path[0] == "models" and models[str(each.path[1])]["engine"] in used
    ]
    if blocked:
        raise CampaignErrors(blocked, checked.loaded.texts)


def previewed(checked: "Checked") -> "tuple[PreviewedSet, ...]":
    """Match the phases of a campaign's sets, as far as their cells are whole."""
    from saggar.compiler.preview import preview_interfaces

    return preview_interfaces(checked.resolved.campaign, checked.given)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
