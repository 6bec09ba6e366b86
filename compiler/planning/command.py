"""The command ``plan``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.machine import OF_RUN, add_machine_option, machine_for
from saggar.compiler.options import add_set_option
from saggar.schemas.errors import CompileError, SaggarError

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked
    from saggar.compiler.estimate.stages import StageEstimate
    from saggar.compiler.planning.document import PlanDocument
    from saggar.compiler.planning.recompile import Recompiled
    from saggar.compiler.preview import PreviewedSet
    from saggar.schemas.machine import Machine

SAME, IMPOSSIBLE, DIFFERENT = 0, 1, 2


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    plan = subparsers.add_parser(
        "plan",
        help="show tasks and cost of a campaign, and what it changes in a run",
        description="Show stages, loops, cells and cost of a campaign before an hour is spent, "
        "each quantity as a range with its reason. Exit code 2 when, against an existing run, "
        "something would be redone or added; 1 when even the least estimate exceeds the budget.",
    )
    plan.add_argument("file", type=Path, metavar="FILE")
    add_machine_option(plan, OF_RUN)
    add_set_option(plan)
    plan.add_argument(
        "--against",
        type=Path,
        metavar="DIR",
        help="a run directory; default: runs/<name>, where it exists",
    )
    add_redo_option(plan)
    plan.add_argument("--out", type=Path, metavar="PLAN.json", help="for compile --plan")
    plan.add_argument("--json", action="store_true", help="the whole plan as JSON")
    plan.set_defaults(command=_plan)


def add_redo_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--redo-from`` to the parser of a command."""
    parser.add_argument(
        "--redo-from",
        type=int,
        metavar="N",
        help="iteration of the loop from which on finished ones do not stay",
    )


def default_directory(campaign: str) -> Path:
    """Give the run directory of a campaign where none is named."""
    return Path("runs") / campaign


def _plan(arguments: argparse.Namespace) -> int:
    from saggar.compiler.planning.text import plan_text
    from saggar.schemas.base import pretty_json

    document = plan_file(
        arguments.file,
        arguments.machine,
        arguments.against,
        settings=arguments.settings,
        redo_from=arguments.redo_from,
    )
    if arguments.out:
        _write(arguments.out, pretty_json(document))
    sys.stdout.write(pretty_json(document) if arguments.json else plan_text(document))
    if any(each.severity == "error" for each in document.over_budget):
        return IMPOSSIBLE
    return DIFFERENT if document.against and document.against.alter else SAME


def plan_file(
    file: Path,
    machine: str | None = None,
    against: Path | None = None,
    *,
    settings: Sequence[str] = (),
    redo_from: int | None = None,
) -> "PlanDocument":
    """Plan a campaign file.

    Parameters
    ----------
    file : Path
        The campaign.
    machine : str, optional
        Name or file of the machine profile; by default that of the run, or the built-in one.
    against : Path, optional
        A run directory; by default the campaign's own where it exists.
    settings : sequence of str
        ``path=value`` each, laid over the file.
    redo_from : int, optional
        First iteration of loops that would not stay.

    Raises
    ------
    CampaignErrors
        If the campaign or the profile is wrong.
    RunStateError
        If `against` is no run directory, or a damaged one.
    """
    from saggar.compiler.cli import check_file
    from saggar.compiler.planning.document import document_of
    from saggar.compiler.planning.recompile import is_run, recompiled, require_run_to_redo

    profile = machine_for(machine, against, file, settings)
    checked = check_file(file, profile, settings)
    waiting = tuple(f"line {each.line}: {each.message}" for each in checked.of("unsupported"))
    if checked.of("pending"):
        checked.warn()
        return plan_of_structures(checked, profile, waiting, against)
    compiled = checked.compiled(profile)
    root = against or default_directory(compiled.lock.campaign.name)
    require_run_to_redo(root, redo_from)
    document = (
        document_of(compiled, not_executed=waiting)
        if against is None and not is_run(root)
        else _against_run(recompiled(compiled, root, redo_from), waiting)
    )
    exceeded = checked.over_budget(document.total)
    return document.model_copy(update={"over_budget": exceeded})


def plan_of_structures(
    checked: "Checked",
    profile: "Machine",
    not_executed: tuple[str, ...] = (),
    against: Path | None = None,
) -> "PlanDocument":
    """Plan the run that makes structures, with a preview of the interfaces and of what follows.

    Parameters
    ----------
    checked : Checked
        A campaign that waits for structures to be frozen.
    profile : Machine
        Where it would be executed.
    not_executed : tuple of str
        What of the campaign cannot be executed yet.
    against : Path, optional
        A run directory; by default the campaign's own where it exists.

    Raises
    ------
    CampaignErrors
        If nothing can be made of the campaign.
    RunStateError
        If the run directory is damaged.
    """
    from saggar.compiler.frozen.run import compile_structures, previewed
    from saggar.compiler.planning.document import document_of
    from saggar.compiler.planning.recompile import is_run, recompiled
    from saggar.compiler.write import NESTED

    preview = previewed(checked)
    compiled = compile_structures(checked, profile, preview)
    root = against or default_directory(compiled.lock.campaign.name)
    root = root if root.name == NESTED else root / NESTED
    document = (
        _against_run(recompiled(compiled, root), not_executed)
        if is_run(root)
        else document_of(compiled, not_executed=not_executed)
    )
    why = "; ".join(f"{each.message} ({each.hint})" for each in checked.of("pending"))
    ahead, not_ahead = _ahead(checked, profile, preview)
    found = {"to_be_frozen": why, "preview": preview, "ahead": ahead, "not_ahead": not_ahead}
    document = document.model_copy(update=found)
    exceeded = checked.over_budget(document.whole_study)
    return document.model_copy(update={"over_budget": exceeded})


def _ahead(
    checked: "Checked", profile: "Machine", preview: "tuple[PreviewedSet, ...]"
) -> "tuple[tuple[StageEstimate, ...], str]":
    """Estimate what follows the making of structures, or say why that is not possible."""
    from saggar.compiler.planning.ahead import estimate_ahead

    try:
        return estimate_ahead(checked, profile, preview), ""
    except SaggarError as error:
        return (), str(error)


def _against_run(there: "Recompiled", not_executed: tuple[str, ...]) -> "PlanDocument":
    from saggar.compiler.planning.changes import measured_ratios
    from saggar.compiler.planning.document import document_of

    machine = there.compiled.lock.machine
    ratios = measured_ratios(there.standing, machine) if there.standing else {}
    return document_of(
        there.compiled,
        not_executed=not_executed,
        ratios=ratios,
        measured_in=there.changes.directory if ratios and there.changes else "",
        against=there.changes,
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CompileError(f"the plan cannot be written to {path}: {error.strerror}") from error
