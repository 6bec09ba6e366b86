"""What is installed from a wheel works in an empty environment, and installs no generic name.

The wheel is built from the sdist, so that both are tested.
"""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy, since two workers that build in one folder spoil each other's files."""
    source, out = tmp_path_factory.mktemp("source") / "saggar", tmp_path_factory.mktemp("dist")
    left_out = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "runs", "build")
    shutil.copytree(REPOSITORY, source, symlinks=True, ignore=left_out)
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def test_wheel_holds_one_package_with_its_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"saggar"}
    for needed in (
        "saggar/py.typed",
        "saggar/templates/gpumd/run.in",
        "saggar/templates/report/page.html.j2",
        "saggar/campaigns/demo/campaign.yaml",
        "saggar/campaigns/demo/structures/c111-alpha001.cif",
        "saggar/runtime/steps/train.py",
    ):
        assert needed in names


def test_wheel_checks_the_demo_in_an_empty_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    constraints = REPOSITORY / "constraints.txt"
    install = [python, "-m", "pip", "install", "--quiet", "--constraint", constraints, wheel]
    subprocess.run(install, check=True, capture_output=True)
    where = subprocess.run(
        [python, "-c", "import saggar.campaigns as c; print(c.__path__[0])"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    ).stdout.strip()
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "saggar", "check", f"{where}/demo/campaign.yaml"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no errors" in done.stdout
