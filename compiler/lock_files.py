"""Locks of runs as files, whatever they are called."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from saggar.schemas.errors import RunStateError
from saggar.schemas.misfit import misfit
from saggar.schemas.resolved import Lock


def is_lock(path: Path) -> bool:
    """Say whether a file holds the lock of a run, by its content: its name may be any."""
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text) if text.lstrip().startswith("{") else None
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and {"version", "campaign", "machine"} <= content.keys()


def read_lock(path: Path) -> Lock:
    """Read a lock.

    Raises
    ------
    RunStateError
        If it is missing, damaged or of another version.
    """
    content = _content(path)
    expected = Lock.model_fields["version"].default
    if content.get("version") != expected:
        raise RunStateError(
            f"{path} has format version {content.get('version')!r}; this saggar reads {expected}. "
            "Compile its campaign again, or install the release that wrote it."
        )
    try:
        return Lock.model_validate(content)
    except ValidationError as error:
        raise RunStateError(f"{path} is {misfit(error)}. Compile its campaign again.") from None


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunStateError(
            f"{path} is missing; put it back, or compile its campaign again"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise RunStateError(f"{path} is no lock that can be read ({error!r})") from error
    if not isinstance(content, dict):
        raise RunStateError(f"{path} is no lock: it holds no object")
    return content
