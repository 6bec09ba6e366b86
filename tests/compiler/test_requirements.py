"""What a run needs beyond its directory is named: packages, programs, weights."""

import hashlib
import importlib.metadata
import json
from typing import Any

import pytest
from studies import SMALL, compiled

from saggar.compiler import requirements as module
from saggar.compiler.requirements import package_versions
from saggar.runtime.weights import CHGNET
from saggar.schemas.machine import LAPTOP, GpumdExecutor, Machine
from saggar.schemas.manifest import Requirements


def required(machine: Machine = LAPTOP) -> Requirements:
    text = compiled(SMALL, machine).files["requirements.json"]
    return Requirements.model_validate(json.loads(text))


def test_weights_are_those_that_the_runtime_loads() -> None:
    (weights,) = required().weights
    path = importlib.metadata.distribution("chgnet").locate_file(CHGNET)
    assert weights.model == "chgnet 0.3.0"
    assert weights.file == CHGNET
    assert weights.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()  # type: ignore[attr-defined]


def test_program_that_is_called_is_named_with_release_and_command() -> None:
    called = GpumdExecutor(executor="gpumd", release="5.5", command="/opt/gpumd")
    gpumd, nep = required(LAPTOP.model_copy(update={"gpumd": called})).programs
    assert (gpumd.executor, gpumd.release, gpumd.command) == ("gpumd", "5.5", "/opt/gpumd")
    assert (nep.executor, nep.release, nep.command) == ("neppo", "5.6", "")


def test_flavour_of_a_wheel_does_not_change_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "version", lambda package: "2.9.0+cpu")
    one = compiled().files
    monkeypatch.setattr(module, "version", lambda package: "2.9.0+cu128")
    assert package_versions()["torch"] == "2.9.0"
    assert compiled().files == one


def test_package_that_is_absent_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(package: str) -> Any:
        raise importlib.metadata.PackageNotFoundError(package)

    monkeypatch.setattr(module, "version", absent)
    monkeypatch.setattr(module, "files", absent)
    needs = required()
    assert {package.version for package in needs.packages} == {"not installed"}
    assert [weights.sha256 for weights in needs.weights] == ["not installed"]
