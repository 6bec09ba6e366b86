"""Every test of this folder executes fake steps, without waiting for the disk in this process."""

import os

import pytest


@pytest.fixture(autouse=True)
def _fake_steps(fake_steps: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
