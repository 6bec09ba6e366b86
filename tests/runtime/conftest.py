"""Fake steps for the tests that execute run directories."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "fake_engines"))


@pytest.fixture
def fake_steps() -> Iterator[None]:
    """Enter the fake steps in the tables while a test is executed."""
    import fake_steps

    fake_steps.register()
    yield
    fake_steps.unregister()
