"""What the README shows is what the program does."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from studies import DEMO, REPOSITORY

from saggar.__main__ import main

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def assert_part_of(excerpt: Any, whole: Any) -> None:
    """Assert that a tree holds only values of another."""
    if isinstance(excerpt, dict):
        for key, value in excerpt.items():
            assert_part_of(value, whole[key])
    else:
        assert excerpt == whole


def test_campaign_excerpt_is_the_demo() -> None:
    yaml = YAML(typ="safe")
    assert_part_of(yaml.load(blocks("yaml")[0]), yaml.load(DEMO.read_text(encoding="utf-8")))


def test_error_is_what_check_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(DEMO.parent, tmp_path / "demo")
    monkeypatch.chdir(tmp_path / "demo")
    file = Path("campaign.yaml")
    file.write_text(file.read_text("utf-8").replace("neurons: 20", "neuron: 20"), "utf-8")
    assert main(["check", "campaign.yaml"]) == 1
    shown = re.search(r"^```\n(campaign\.yaml:.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert shown[1] in capsys.readouterr().out


def test_every_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--help"])
    commands = re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.MULTILINE)
    assert "check" in commands
    assert [name for name in commands if f"saggar {name}" not in README] == []


def test_pictures_and_links_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target
