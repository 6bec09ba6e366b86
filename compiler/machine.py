"""The machine profile of a command: a built-in one, a file, or that of the run that is there."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, diagnostic
from saggar.compiler.load import load_sound_part, read_model
from saggar.compiler.loading.document import read_file
from saggar.compiler.loading.unreadable import is_readable
from saggar.compiler.nearest import did_you_mean
from saggar.compiler.positions import Mark, Positions
from saggar.schemas.errors import RunStateError
from saggar.schemas.machine import LAPTOP, Machine

BUILT_IN = {LAPTOP.name: LAPTOP}
"""Profiles that need no file."""

_HERE = ("machine",)
"""First key of paths into a profile."""

OF_RUN = f"that of the run directory, if there is one, else {LAPTOP.name}"
"""What commands on run directories take where no machine is named."""


def add_machine_option(parser: argparse.ArgumentParser, default: str = LAPTOP.name) -> None:
    """Add ``--machine`` to the parser of a command.

    Parameters
    ----------
    parser : ArgumentParser
        Gets ``machine``: what is named, or None.
    default : str
        What the help calls that which is taken where none is named.
    """
    parser.add_argument(
        "--machine",
        metavar="M",
        help=f"machine profile: {' or '.join(BUILT_IN)}, or a .yaml or .toml file "
        f"(default: {default})",
    )


def load_machine(name: str | None) -> Machine:
    """Give a machine profile.

    Parameters
    ----------
    name : str or None
        Name of a built-in profile, or path of a ``.yaml`` or ``.toml`` file; None is the laptop.

    Returns
    -------
    Machine

    Raises
    ------
    CampaignErrors
        With everything that is wrong with the file, each with its place.
    """
    known = BUILT_IN.get(name or LAPTOP.name)
    if known is not None:
        return known
    file = Path(str(name))
    if not file.suffix and not file.exists():
        hint = did_you_mean(str(name), BUILT_IN, allowed="built-in profiles")
        message = f"there is no machine profile {str(name)!r}"
        own = "a profile of your own is a .yaml or .toml file"
        found = diagnostic(str(name), Mark(1, 1), "SG001", message, hint=f"{hint}; {own}")
        raise CampaignErrors([found])
    return read_model(file, Machine, "the machine profile")


def placed_in_profile(
    found: Sequence[Diagnostic], name: str | None
) -> tuple[tuple[Diagnostic, ...], dict[str, str]]:
    """Place what was found about the machine in the file of its profile, where it has one.

    Parameters
    ----------
    found : sequence of Diagnostic
        What was found about a campaign; what is about its machine has a path that begins with
        ``machine``.
    name : str or None
        As for `load_machine`.

    Returns
    -------
    tuple of Diagnostic, dict of str to str
        All of them in the order of their places, and the text of the profile by its name.
    """
    if name is None or name in BUILT_IN or all(each.path[:1] != _HERE for each in found):
        return tuple(found), {}
    file = read_file(Path(name))
    placed = [_placed(each, file.document.positions) for each in found]
    return tuple(sorted(placed, key=lambda each: each.order)), {name: file.content.decode()}


def _placed(found: Diagnostic, positions: Positions) -> Diagnostic:
    if found.path[:1] != _HERE:
        return found
    mark = positions.of_value(found.path[1:])
    return found.model_copy(update={"file": mark.file, "line": mark.line, "column": mark.column})


def machine_for(
    name: str | None, directory: Path | None, campaign: Path, settings: Sequence[str] = ()
) -> Machine:
    """Give the profile that is named, or else that of the run that a campaign is compiled into.

    Which one the run has is said on standard error, unless it is the built-in one.

    Parameters
    ----------
    name : str or None
        As for `load_machine`.
    directory : Path or None
        The run directory; None is ``runs/<name of the campaign>``.
    campaign : Path
        The campaign's file.
    settings : sequence of str
        ``path=value`` each, laid over it.

    Raises
    ------
    CampaignErrors
        If the profile, or the campaign that must be read for its name, is wrong.
    """
    if name is not None:
        return load_machine(name)
    root = directory or _default_directory(campaign, settings)
    found = _machine_of_run(root) if root is not None else None
    if found is not None and found != LAPTOP:
        sys.stderr.write(
            f"machine: {found.name}, for which {root} was compiled; --machine takes another\n"
        )
    return found or LAPTOP


def _default_directory(campaign: Path, settings: Sequence[str]) -> Path | None:
    """Give the run directory that a campaign's name leads to; the file is read only for a run."""
    from saggar.compiler.planning.command import default_directory

    if not default_directory("").is_dir():
        return None
    name = load_sound_part(campaign, settings).campaign.name
    return default_directory(name) if is_readable(name) else None


def _machine_of_run(root: Path) -> Machine | None:
    """Give the machine in the lock of a run directory; None where there is none to be read."""
    from saggar.runtime.rundir import RunDirectory

    if not (root / "lock.json").is_file():
        return None
    try:
        return RunDirectory(root).lock.machine
    except RunStateError as error:
        sys.stderr.write(f"machine: {LAPTOP.name}; that of {root} cannot be read: {error}\n")
        return None
