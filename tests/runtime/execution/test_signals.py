"""Signals are noted, ignored ones stay ignored, and a terminal that went away does no harm."""

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from saggar.runtime.execution.signals import ENDING, Signals


@contextmanager
def handled_by(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    before = signal.signal(number, handler)
    yield
    signal.signal(number, before)


@pytest.mark.parametrize("number", ENDING)
def test_signal_is_noted_and_its_handler_comes_back(number: signal.Signals) -> None:
    with handled_by(number, signal.SIG_DFL):
        with Signals() as signals:
            assert not signals.came
            signal.raise_signal(number)
            assert signals.came
        assert signal.getsignal(number) is signal.SIG_DFL


def test_hang_up_that_is_ignored_stays_ignored() -> None:
    with handled_by(signal.SIGHUP, signal.SIG_IGN), Signals() as signals:
        signal.raise_signal(signal.SIGHUP)
        assert not signals.came


def test_writing_after_the_terminal_went_away_does_not_fail() -> None:
    program = (
        "import signal, sys\n"
        "from saggar.runtime.execution.signals import Signals\n"
        "with Signals() as signals:\n"
        "    sys.stdin.readline()\n"
        "    signal.raise_signal(signal.SIGHUP)\n"
        "    print('to nobody', flush=True)\n"
        "sys.exit(7)\n"
    )
    master, slave = pty.openpty()
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=slave, stderr=slave) as process:
        os.close(slave)
        os.close(master)
        process.communicate(b"\n", timeout=60)
    assert process.returncode == 7
