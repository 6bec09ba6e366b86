"""The command line: the only module that knows both the compiler and the runtime."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

# To look for plugins of pydantic takes longer than to read a campaign.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# No module that is imported here is ever garbage.
gc.disable()

import saggar
from saggar.compiler import cli as compiler_cli
from saggar.compiler.diagnostics import CampaignErrors, render_all
from saggar.compiler.machine import OF_RUN, add_machine_option, machine_for
from saggar.compiler.options import add_set_option
from saggar.compiler.planning.command import add_redo_option, default_directory
from saggar.runtime import cli as runtime_cli
from saggar.schemas.errors import CampaignError, SaggarError

gc.freeze()
gc.enable()

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked
    from saggar.compiler.compile import Compiled
    from saggar.compiler.write import Written
    from saggar.schemas.machine import Machine

FINE, ERROR, INTERRUPTED = 0, 1, 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="saggar",
        description="Compile a campaign into a run directory, and execute it to a report.",
    )
    parser.set_defaults(brief=False)
    parser.add_argument("--version", action="version", version=f"saggar {saggar.__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    compiler_cli.add_commands(commands)
    for each in commands.choices.values():
        each.set_defaults(brief=True)
    runtime_cli.add_commands(commands)
    build = commands.add_parser("compile", help="render a campaign into a run directory")
    build.add_argument("file", type=Path, metavar="FILE")
    build.add_argument("--out", type=Path, metavar="DIR", help="default: runs/<name>")
    add_machine_option(build, OF_RUN)
    add_set_option(build)
    build.add_argument("--plan", type=Path, metavar="PLAN.json", help="refuse what is not this")
    add_redo_option(build)
    build.add_argument(
        "--partial", action="store_true", help="leave out what cannot be executed yet, and say so"
    )
    build.add_argument("--yes", action="store_true", help="replace finished results unasked")
    build.set_defaults(command=_compile, brief=True)
    _add_structures(commands)
    run = commands.add_parser("run", help="execute a campaign file or a run directory")
    run.add_argument("target", type=Path, metavar="FILE|DIR")
    run.add_argument("--out", type=Path, metavar="DIR", help="run directory of a campaign file")
    add_machine_option(run, OF_RUN)
    add_set_option(run)
    add_redo_option(run)
    run.add_argument("--yes", action="store_true", help="replace finished results unasked")
    run.set_defaults(plan=None, partial=False)
    run.add_argument("--until", metavar="STAGE", help="stop after this stage")
    run.add_argument("--retry-failed", action="store_true", help="try tasks that were given up")
    run.set_defaults(command=_run)
    report = commands.add_parser("report", help="write the report of a run, whatever its state")
    report.add_argument("directory", type=Path, metavar="DIR")
    report.set_defaults(command=_report)
    return parser


def _add_structures(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    structures = commands.add_parser(
        "structures",
        help="make orderings, relaxed phases and interfaces, and freeze them beside the campaign",
        description="Make the cells that a campaign asks for and freeze them in structures.lock/ "
        "beside it, with a table and a picture of each interface. Goes on where it was stopped.",
    )
    structures.add_argument("file", type=Path, metavar="FILE")
    structures.add_argument(
        "--out", type=Path, metavar="DIR", help="default: runs/<name>/structures"
    )
    add_machine_option(structures)
    add_set_option(structures)
    structures.add_argument("--again", action="store_true", help="even where nothing has changed")
    structures.add_argument("--yes", action="store_true", help="replace finished results unasked")
    structures.add_argument(
        "--retry-failed", action="store_true", help="try tasks that were given up"
    )
    structures.set_defaults(command=_structures, plan=None, redo_from=None)


def _compile(arguments: argparse.Namespace) -> int:
    machine = _machine(arguments.file, arguments)
    root, written = _compiled(arguments.file, machine, arguments)
    print(
        f"{root}: {len(written.added)} files new, {len(written.changed)} changed, "
        f"{len(written.removed)} removed, {len(written.kept)} unchanged"
    )
    return FINE


def _machine(file: Path, arguments: argparse.Namespace) -> "Machine":
    return machine_for(arguments.machine, arguments.out, file, arguments.settings)


def _compiled(
    file: Path, machine: "Machine", arguments: argparse.Namespace
) -> "tuple[Path, Written]":
    """Compile a campaign file into its run directory, which no driver may be using."""
    compiled = compiler_cli.compile_file(
        file, machine, arguments.settings, partial=arguments.partial
    )
    root = arguments.out or default_directory(compiled.lock.campaign.name)
    for each in compiled.lock.partial:
        print(f"left out: {each}")
    return root, _written(compiled, root, file.parent, arguments)


def _written(
    compiled: "Compiled", root: Path, folder: Path, arguments: argparse.Namespace
) -> "Written":
    """Write a campaign of some folder into its run directory, which no driver may be using."""
    from saggar.compiler.planning.agreement import require_as_planned
    from saggar.compiler.planning.announcement import announce
    from saggar.compiler.planning.recompile import recompiled_over_anything
    from saggar.compiler.weights import link_weights
    from saggar.compiler.write import write_run_directory
    from saggar.runtime.execution.lock import DriverLock
    from saggar.runtime.rundir import RunDirectory

    rundir = RunDirectory(root)
    with DriverLock(rundir) if rundir.state.is_dir() else nullcontext():
        there = recompiled_over_anything(compiled, root, arguments.redo_from)
        if arguments.plan:
            require_as_planned(arguments.plan, there)
        announce(there, ask=not arguments.yes)
        written = write_run_directory(root, there.compiled.files)
        link_weights(root, compiled.lock.campaign, folder)
        return written


def _structures(arguments: argparse.Namespace) -> int:
    from saggar.compiler.write import NESTED

    machine = _machine(arguments.file, arguments)
    checked = compiler_cli.check_file(arguments.file, machine, arguments.settings)
    name = checked.resolved.campaign.name
    if not checked.makes_structures:
        print(f"{arguments.file}: every cell is given; there is nothing to freeze")
        return FINE
    if checked.frozen.frozen is not None and not arguments.again:
        print(f"{arguments.file}: frozen as it says; --again makes its structures anew")
        return FINE
    return _freeze(checked, machine, arguments.out or default_directory(name) / NESTED, arguments)


def _freeze(
    checked: "Checked", machine: "Machine", root: Path, arguments: argparse.Namespace
) -> int:
    """Execute the run that makes structures, and put its result beside the campaign."""
    from saggar.compiler.frozen.publication import publish
    from saggar.compiler.frozen.run import compile_structures
    from saggar.compiler.stages.structures import FREEZE
    from saggar.runtime.rundir import RunDirectory

    checked.warn()
    _written(compile_structures(checked, machine), root, checked.loaded.path.parent, arguments)
    code = runtime_cli.run_directory(root, retry_failed=arguments.retry_failed)
    if code:
        return code
    published = publish(RunDirectory(root).result(FREEZE), checked.loaded.path.parent)
    lock = published.lock
    print(
        f"{published.folder}: {len(lock.phases)} phases and {len(lock.interfaces)} interfaces "
        f"frozen ({published.written} files written, {published.kept} unchanged, "
        f"{published.removed} removed); look at {published.folder / 'README.md'} and the "
        f"{published.folder / 'pictures'}"
    )
    return FINE


def _run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.target
    if not root.is_dir():
        machine = _machine(root, arguments)
        code = _structures_first(machine, arguments)
        if code is not None:
            return code
        root, _ = _compiled(root, machine, arguments)
    elif arguments.settings:
        raise CampaignError(
            f"--set changes a campaign, and {root} is compiled; give the campaign's file and "
            f"--out {root}"
        )
    return runtime_cli.run_directory(
        root,
        until=arguments.until,
        retry_failed=arguments.retry_failed,
        on_finish=lambda rundir: _write_report(rundir.root),
    )


def _structures_first(machine: "Machine", arguments: argparse.Namespace) -> int | None:
    """Make the structures of a campaign that has none yet; give the exit code if that is all."""
    from saggar.compiler.write import NESTED

    checked = compiler_cli.check_file(arguments.target, machine, arguments.settings)
    campaign = checked.resolved.campaign
    if not checked.makes_structures:
        return None
    last = arguments.until == NESTED
    if "SG320" in {each.code for each in checked.of("pending")}:
        checked.require_none("error", "unsupported")
        root = (arguments.out or default_directory(campaign.name)) / NESTED
        code = _freeze(checked, machine, root, arguments)
        if code:
            return code
        last = last or NESTED in campaign.pause_after
    else:
        checked.require_none("pending")
    if not last:
        return None
    print(f"structures are frozen; go on with `saggar run {arguments.target}`")
    return FINE


def _report(arguments: argparse.Namespace) -> int:
    _write_report(arguments.directory)
    return FINE


def _write_report(root: Path) -> None:
    from saggar.runtime.report import write_report

    print(f"report: {write_report(root)}")


def _collect_no_garbage() -> None:
    """Search for no garbage in a process that ends before there is some to speak of.

    The search, and that of the interpreter's end, takes a fifth of a check.
    """
    gc.disable()
    atexit.register(gc.freeze)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after the program's name; by default those of this process, which ends with the
        command.

    Returns
    -------
    int
        0 fine, 1 error, 2 differences, 130 interrupted.
    """
    try:
        parsed = _parser().parse_args(arguments)
    except SystemExit as left:
        return ERROR if left.code else FINE
    if arguments is None and parsed.brief:
        _collect_no_garbage()
    try:
        code: int = parsed.command(parsed)
        sys.stdout.flush()
    except CampaignErrors as errors:
        print(render_all(errors.diagnostics, errors.text), file=sys.stderr)
        return ERROR
    except SaggarError as error:
        print(f"saggar: {error}", file=sys.stderr)
        return ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ERROR
    return code


if __name__ == "__main__":
    sys.exit(main())
