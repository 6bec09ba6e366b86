"""Commands that people wait for load none of the libraries that only a run needs."""

import subprocess
import sys
from pathlib import Path

import pytest
from studies import DEMO

HEAVY = {"ase.io", "calorine", "chgnet", "dscribe", "matplotlib", "pymatgen", "scipy", "torch"}

SCRIPT = """
import sys
from saggar.__main__ import main
code = main(sys.argv[1:])
print("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["check", str(DEMO)],
        ["diff", str(DEMO), str(DEMO)],
        ["plan", str(DEMO)],
        ["schema"],
        ["explain", "SG101"],
    ],
    ids=lambda words: words[0],
)
def test_a_command_imports_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout.splitlines()[-1].split()) & HEAVY
