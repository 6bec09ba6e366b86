"""A check starts fast: it imports nothing heavy."""

import subprocess
import sys
from pathlib import Path

from faulty import save, spoiled

SCRIPT = """
import sys
from pathlib import Path
from saggar.compiler.cli import check_file
from saggar.schemas.machine import LAPTOP
assert check_file(Path(sys.argv[1]), LAPTOP).diagnostics == ()
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def imported(path: Path) -> set[str]:
    """Give the top-level packages that checking a file imports."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


HEAVY = {"torch", "pymatgen", "ase", "scipy", "dscribe", "chgnet", "calorine", "sklearn"}


def test_checking_imports_no_heavy_package(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    assert not imported(path) & (HEAVY | {"tree_sitter", "difflib"})


def test_checking_toml_does_not_import_yaml(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "toml")
    found = imported(path)
    assert "tree_sitter" in found
    assert "ruamel" not in found
