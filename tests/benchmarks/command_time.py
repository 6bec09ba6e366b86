"""CPU time of a program from its start to its end, in a process of its own."""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

LOADED = """
import sys
from saggar.__main__ import main

def is_of_others(name):
    spec = getattr(sys.modules[name], "__spec__", None)
    ours = name.partition(".")[0] in ("saggar", "__main__", *sys.stdlib_module_names)
    return not ours and spec is not None and spec.name == name

code = main(sys.argv[1:])
print(*filter(is_of_others, list(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
"""Executes a command and names, in its last line, the modules of other projects that it loaded."""

BARE_IMPORT = """
import argparse, dataclasses, decimal, hashlib, json
from importlib import import_module
for name in {names!r}:
    import_module(name)
from pydantic import BaseModel
class Model(BaseModel):
    value: int = 1
"""
"""What a program of one class takes that imports the same modules and does nothing with them."""


class Measured(NamedTuple):
    """CPU time of a command, user and system, and of the bare import beside it."""

    command_s: float
    bare_s: float

    @property
    def ratio(self) -> float:
        """How many bare imports the command takes."""
        return self.command_s / self.bare_s


def cpu_seconds(words: Sequence[str], caches: Path, *, accepted: Sequence[int] = (0,)) -> float:
    """Run Python with some words and give the CPU time that it took, user and system.

    Parameters
    ----------
    words : sequence of str
        Arguments of the interpreter.
    caches : Path
        Folder for compiled modules and, unless the environment names another, for what is
        remembered of structures, so that all but the first run find both.
    accepted : sequence of int
        Exit codes of a run that did what it should.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(words, caches, accepted)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def modules_of_others(
    words: Sequence[str], caches: Path, *, accepted: Sequence[int] = (0,)
) -> tuple[str, ...]:
    """Name the modules of other projects that a command loads, in the order of loading.

    Parameters
    ----------
    words : sequence of str
        Arguments of ``saggar``.
    caches, accepted
        As for `cpu_seconds`.
    """
    said = _run(["-c", LOADED, *words], caches, accepted).stderr
    return tuple(said.splitlines()[-1].split())


def _run(
    words: Sequence[str], caches: Path, accepted: Sequence[int]
) -> "subprocess.CompletedProcess[str]":
    environment = {
        "SAGGAR_CACHE_DIR": str(caches / "structures"),
        **os.environ,
        "PYTHONPYCACHEPREFIX": str(caches / "modules"),
        "OMP_NUM_THREADS": "1",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in accepted, done.stdout + done.stderr
    return done


def best_of_turns(
    words: Sequence[str], caches: Path, *, rounds: int = 7, accepted: Sequence[int] = (0,)
) -> Measured:
    """Compare a command with the bare import of what it loads: the best of each, in turns.

    Parameters
    ----------
    words : sequence of str
        Arguments of ``saggar``.
    caches, accepted
        As for `cpu_seconds`.
    rounds : int
        How often each is run.
    """
    modules_of_others(words, caches, accepted=accepted)
    names = modules_of_others(words, caches, accepted=accepted)
    bare_words = ["-c", BARE_IMPORT.format(names=names)]
    command_words = ["-m", "saggar", *words]
    pairs = [
        (cpu_seconds(bare_words, caches), cpu_seconds(command_words, caches, accepted=accepted))
        for _ in range(rounds)
    ]
    bare, command = (min(times) for times in zip(*pairs, strict=True))
    return Measured(command, bare)
