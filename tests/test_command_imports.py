"""Commands that people wait for load what they use, and nothing that only others need."""

import subprocess
import sys
from pathlib import Path

import pytest
from studies import DEMO

HEAVY = {"ase.io", "calorine", "chgnet", "dscribe", "matplotlib", "pymatgen", "scipy", "torch"}

NOT_TO_CHECK = {
    "jinja2",
    "ruamel.yaml",
    "saggar.compiler.compile",
    "saggar.compiler.diff.study",
    "saggar.compiler.fetching.fetch",
    "saggar.compiler.frozen.publication",
    "saggar.compiler.graph.drawing",
    "saggar.compiler.incar.table",
    "saggar.compiler.loading.toml_text",
    "saggar.compiler.loading.wording",
    "saggar.compiler.methods.document",
    "saggar.compiler.planner",
    "saggar.compiler.planning.document",
    "saggar.compiler.preview",
    "saggar.compiler.starting.campaign",
    "saggar.runtime.dataset",
    "saggar.runtime.interfaces",
    "saggar.runtime.nep_file",
    "saggar.runtime.orderings",
    "saggar.runtime.rundir",
}
"""What only other commands need, or campaigns with faults, sets, orderings or data that exist."""

NOT_TO_COMPARE = {"saggar.compiler.compile", "saggar.compiler.estimate.stages"}

NOT_TO_EXPLAIN = {"gemmi", "jinja2", "numpy", "ruamel.yaml", "saggar.compiler.checks", "yaml"}

NEURONS = "models.potential.neurons=21"

SCRIPT = """
import sys
from saggar.__main__ import main
code = main(sys.argv[1:])
print("\\n" + " ".join(sys.modules))
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("words", "needless"),
    [
        pytest.param(["check", str(DEMO)], NOT_TO_CHECK, id="check"),
        pytest.param(["diff", str(DEMO), str(DEMO), "--set", NEURONS], NOT_TO_COMPARE, id="diff"),
        pytest.param(["plan", str(DEMO)], set(), id="plan"),
        pytest.param(["methods", str(DEMO)], NOT_TO_COMPARE, id="methods"),
        pytest.param(["schema"], NOT_TO_EXPLAIN, id="schema"),
        pytest.param(["explain", "SG101"], NOT_TO_EXPLAIN, id="explain"),
    ],
)
def test_a_command_imports_nothing_that_it_does_not_use(
    words: list[str], needless: set[str], tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == (2 if words[0] == "diff" else 0), done.stderr
    assert not set(done.stdout.splitlines()[-1].split()) & (HEAVY | needless)
