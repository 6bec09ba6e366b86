"""Commands on campaigns: init, check, plan, explain, diff."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, Sources, render_all
from saggar.compiler.diff.command import add_command as add_diff
from saggar.compiler.fetching.command import add_command as add_fetch
from saggar.compiler.graph.command import add_command as add_graph
from saggar.compiler.machine import add_machine_option, load_machine, placed_in_profile
from saggar.compiler.methods.command import add_command as add_methods
from saggar.compiler.options import add_set_option
from saggar.compiler.planning.command import add_command as add_plan
from saggar.compiler.schema.command import add_command as add_schema
from saggar.compiler.starting.command import add_command as add_init
from saggar.schemas.machine import Machine

if TYPE_CHECKING:
    from saggar.compiler.compile import Compiled
    from saggar.compiler.estimate.stages import Takes
    from saggar.compiler.existing import Existing
    from saggar.compiler.frozen.cells import FrozenReading
    from saggar.compiler.load import Loaded
    from saggar.compiler.resolve import Resolved
    from saggar.compiler.structures.known import KnownCell
    from saggar.compiler.study import Study
    from saggar.runtime.structures.cell import Cell

OF_FROZEN = ("SG322", "SG323", "SG324", "SG325", "SG326")
"""Errors of frozen structures: making them anew mends these, or goes around them."""


@dataclass(frozen=True)
class Checked:
    """A campaign that was read and checked.

    Parameters
    ----------
    loaded : Loaded
        The file.
    resolved : Resolved
        Its meaning, with the origin of every value.
    known : dict of str to KnownCell
        The structures of the campaign's files that could be read.
    existing : Existing
        Training set and potential that the campaign starts from.
    diagnostics : tuple of Diagnostic
        Everything that was found, errors too.
    frozen : FrozenReading
        Structures that were frozen beside the campaign.
    """

    loaded: "Loaded"
    resolved: "Resolved"
    known: "dict[str, KnownCell]"
    existing: "Existing"
    diagnostics: tuple[Diagnostic, ...]
    frozen: "FrozenReading"

    def of(self, *severities: str) -> tuple[Diagnostic, ...]:
        """Give the diagnostics of some severities."""
        return tuple(each for each in self.diagnostics if each.severity in severities)

    @property
    def given(self) -> "dict[str, Cell]":
        """Cells of the campaign's files by name."""
        return {name: each.whole for name, each in self.known.items()}

    @property
    def cells(self) -> "dict[str, Cell]":
        """Cells by name, frozen ones in the place of given ones."""
        return {name: each.whole for name, each in (self.known | self.frozen.cells).items()}

    @property
    def makes_structures(self) -> bool:
        """Whether cells are to be made and frozen, or were."""
        from saggar.compiler.frozen.digest import needs_freezing

        return needs_freezing(self.resolved.campaign)

    def study(self, machine: Machine) -> "Study":
        """Give what is planned, or refuse what is wrong; warnings go to standard error.

        Raises
        ------
        CampaignErrors
            If the campaign has errors, or waits for structures to be frozen.
        """
        self.require_none("error", "pending")
        self.warn()
        return self._study(machine)

    def _study(self, machine: Machine) -> "Study":
        from saggar.compiler.study import study_of

        campaign, frozen = self.resolved.campaign, self.frozen.frozen
        return study_of(campaign, machine, self.cells, self.existing, frozen)

    def with_walltime(self, machine: Machine) -> "Checked":
        """Give the same with warnings of tasks for which the machine's walltime may be too short.

        Only then is the campaign planned to be checked.
        """
        if machine.walltime_s is None or self.of("error", "pending"):
            return self
        from saggar.compiler.checks import locate
        from saggar.compiler.checks.walltime import over_walltime
        from saggar.compiler.planner import plan_study

        plan = plan_study(self._study(machine)).plan
        slow = locate(over_walltime(self.resolved.campaign, machine, plan), self.loaded)
        found = sorted([*self.diagnostics, *slow], key=lambda each: each.order)
        return replace(self, diagnostics=tuple(found))

    def with_budget(self, machine: Machine) -> "Checked":
        """Give the same with what is estimated to exceed the campaign's budget.

        Only a campaign that has one is planned to be checked; one that waits for structures, by
        their preview.
        """
        if not self.resolved.campaign.budget.is_limited or self.of("error"):
            return self
        exceeded = self._over_budget_on(machine)
        found = sorted([*self.diagnostics, *exceeded], key=lambda each: each.order)
        return replace(self, diagnostics=tuple(found))

    def _over_budget_on(self, machine: Machine) -> tuple[Diagnostic, ...]:
        from saggar.compiler.planning.document import total_of

        if self.of("pending"):
            from saggar.compiler.planning.command import plan_of_structures

            return plan_of_structures(self, machine).over_budget
        return self.over_budget(total_of(self._compiled(self._study(machine))))

    def require_none(self, *severities: str) -> None:
        """Refuse a campaign in which something of these severities was found.

        Raises
        ------
        CampaignErrors
            With all of it.
        """
        found = self.of(*severities)
        if found:
            raise CampaignErrors(found, self.loaded.texts)

    def require_no_errors_in_text(self) -> None:
        """Refuse a campaign that is wrong, whatever is wrong with its frozen structures.

        Raises
        ------
        CampaignErrors
            With all errors of its text and of the files that it names.
        """
        wrong = [each for each in self.of("error") if each.code not in OF_FROZEN]
        if wrong:
            raise CampaignErrors(wrong, self.loaded.texts)

    def warn(self) -> None:
        """Write warnings that are not ignored to standard error."""
        warnings = [each for each in self.of("warning") if not each.ignored]
        if warnings:
            print(render_all(warnings, self.loaded.texts), file=sys.stderr)

    def compiled(self, machine: Machine) -> "Compiled":
        """Compile in memory what can be executed; warnings go to standard error.

        What cannot be executed yet is left out, and named in the lock.

        Raises
        ------
        CampaignErrors
            If the campaign has errors, or waits for structures to be frozen.
        """
        return self._compiled(self.study(machine))

    def _compiled(self, study: "Study") -> "Compiled":
        from saggar.compiler.compile import compile_study
        from saggar.compiler.source import written_by_author

        return compile_study(
            study,
            origins=dict(self.resolved.origins),
            written=written_by_author(self.loaded, self.frozen.paths),
            partial=tuple(each.message for each in self.of("unsupported")),
        )

    def over_budget(self, takes: "Takes") -> tuple[Diagnostic, ...]:
        """Hold what the study is estimated to take against the campaign's budget."""
        from saggar.compiler.checks import locate
        from saggar.compiler.checks.budget import over_budget

        return tuple(locate(over_budget(self.resolved.campaign, takes), self.loaded))


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of this module to the command line."""
    add_init(commands)
    check = commands.add_parser("check", help="check a campaign file")
    check.add_argument("file", type=Path, metavar="FILE")
    add_machine_option(check)
    add_set_option(check)
    check.add_argument("--json", action="store_true", help="diagnostics as JSON, for editors")
    check.set_defaults(command=_check)

    add_fetch(commands)
    add_plan(commands)
    add_graph(commands)
    explain = commands.add_parser("explain", help="say why a check exists, or what a key takes")
    explain.add_argument("what", metavar="CODE|KEY", help="such as SG104, or production.segment")
    explain.set_defaults(command=_explain)

    add_diff(commands)
    add_schema(commands)
    add_methods(commands)


def check_file(file: Path, machine: Machine, settings: Sequence[str] = ()) -> Checked:
    """Read a campaign and run every check.

    Parameters
    ----------
    file : Path
        The campaign.
    machine : Machine
        Profile whose limits hold.
    settings : sequence of str
        ``path=value`` each, laid over the file.

    Raises
    ------
    CampaignErrors
        If the file cannot be understood: with what is wrong with it, and everything that is found
        in the rest of it.
    """
    from saggar.compiler.architecture import disagreements, with_architecture
    from saggar.compiler.checks import locate, read_cells, read_existing, run_checks
    from saggar.compiler.frozen.cells import FrozenReading
    from saggar.compiler.frozen.digest import needs_freezing
    from saggar.compiler.load import load_sound_part
    from saggar.compiler.resolve import resolve
    from saggar.compiler.structures.memory import Memory
    from saggar.compiler.weights import with_digests

    loaded = load_sound_part(file, settings)
    if loaded.faults:
        from saggar.compiler.checks.sound_part import check_sound_part

        found_beside = check_sound_part(loaded, machine)
        raise CampaignErrors([*loaded.faults, *found_beside], loaded.texts)
    resolved = resolve(loaded)
    memory = Memory.of(file)
    known, unreadable = read_cells(resolved.campaign, file.parent, memory)
    existing, architecture, unusable = read_existing(resolved.campaign, file.parent)
    if architecture is not None:
        unusable += disagreements(resolved, architecture)
        resolved = with_architecture(resolved, architecture)
    resolved, other_weights = with_digests(resolved, file.parent)
    frozen = FrozenReading()
    if needs_freezing(resolved.campaign):
        from saggar.compiler.frozen.reading import read_frozen

        frozen = read_frozen(resolved.campaign, file.parent, str(file), memory)
    ruled = run_checks(resolved.campaign, known | frozen.cells, machine, frozen.frozen)
    memory.keep()
    found = [*unreadable, *unusable, *other_weights, *frozen.findings, *ruled]
    located = sorted([*resolved.diagnostics, *locate(found, loaded)], key=lambda each: each.order)
    checked = Checked(loaded, resolved, known, existing, tuple(located), frozen)
    return checked.with_walltime(machine)


def compile_file(
    file: Path, machine: Machine, settings: Sequence[str] = (), *, partial: bool = False
) -> "Compiled":
    """Compile a campaign in memory; warnings go to standard error.

    Parameters
    ----------
    file : Path
        The campaign.
    machine : Machine
        Where it will be executed.
    settings : sequence of str
        ``path=value`` each, laid over the file.
    partial : bool
        Whether to leave out what cannot be executed yet instead of refusing it.

    Raises
    ------
    CampaignErrors
        If anything in it is wrong, cannot be executed yet, waits for structures to be frozen, or
        exceeds the budget.
    """
    checked = check_file(file, machine, settings)
    checked.require_none("error", "pending", *(() if partial else ("unsupported",)))
    compiled = checked.compiled(machine)
    _require_budget(checked, compiled)
    return compiled


def _require_budget(checked: Checked, compiled: "Compiled") -> None:
    """Refuse what certainly exceeds the budget; what may exceed it goes to standard error."""
    from saggar.compiler.planning.document import total_of

    if not checked.resolved.campaign.budget.is_limited:
        return
    found = [each for each in checked.over_budget(total_of(compiled)) if not each.ignored]
    if any(each.severity == "error" for each in found):
        raise CampaignErrors(found, checked.loaded.texts)
    if found:
        print(render_all(found, checked.loaded.texts), file=sys.stderr)


def _check(arguments: argparse.Namespace) -> int:
    source: Sources
    try:
        machine = load_machine(arguments.machine)
    except CampaignErrors as errors:
        if arguments.json:
            _print_json(errors.diagnostics)
            return 1
        raise
    try:
        checked = check_file(arguments.file, machine, arguments.settings).with_budget(machine)
        found, profile = placed_in_profile(checked.diagnostics, arguments.machine)
        source = checked.loaded.texts | profile
    except CampaignErrors as errors:
        found, source = errors.diagnostics, errors.text
    if arguments.json:
        _print_json(found)
    else:
        if found:
            print(render_all(found, source))
        print(f"{arguments.file}: {_verdict(found)}")
    return 1 if any(each.severity == "error" for each in found) else 0


def _print_json(found: Sequence[Diagnostic]) -> None:
    import json

    print(json.dumps([each.model_dump(mode="json") for each in found], indent=1))


def _verdict(found: tuple[Diagnostic, ...]) -> str:
    errors = sum(each.severity == "error" for each in found)
    warnings = sum(each.severity == "warning" and not each.ignored for each in found)
    waiting = sum(each.severity == "unsupported" for each in found)
    parts = [f"{errors or 'no'} error{'s' * (errors != 1)}"]
    if warnings:
        parts.append(f"{warnings} warning{'s' * (warnings > 1)}")
    if waiting:
        parts.append(f"{waiting} section{'s' * (waiting > 1)} that cannot be executed yet")
    if any(each.severity == "pending" for each in found):
        parts.append("structures to be frozen first")
    return ", ".join(parts)


def _explain(arguments: argparse.Namespace) -> int:
    if arguments.what.upper().startswith("SG"):
        from saggar.compiler.codes import explain

        print(explain(arguments.what))
    else:
        from saggar.compiler.schema.keys import explain_key

        print(explain_key(arguments.what))
    return 0
