"""Machine profiles: by name, from files, and what is said of a wrong one."""

import json
from pathlib import Path

import pytest
from studies import REPOSITORY

from saggar.__main__ import main
from saggar.compiler.diagnostics import CampaignErrors
from saggar.compiler.machine import load_machine
from saggar.schemas.machine import LAPTOP

USED = (("gpumd", "gpumd"), ("nep", "neppo"))
SHIPPED = REPOSITORY / "campaigns" / "machines" / "laptop.yaml"


def test_shipped_profile_is_the_built_in_one() -> None:
    assert load_machine(str(SHIPPED)) == load_machine("laptop") == LAPTOP


def test_shipped_profile_writes_every_key_out() -> None:
    profile = load_machine(str(SHIPPED))
    for section in (profile, profile.rates, profile.gpumd, profile.nep):
        optional = {"walltime_s", "corrections", "evolution_us_per_atom", "vasp"}
        assert section.model_fields_set == set(type(section).model_fields) - optional


def test_a_machine_that_is_not_known_is_told_those_that_are() -> None:
    with pytest.raises(CampaignErrors) as caught:
        load_machine("slurm")
    (found,) = caught.value.diagnostics
    assert found.code == "SG001"
    assert "'slurm'" in found.message
    assert "laptop" in found.hint


def test_profile_of_another_machine_is_read(tmp_path: Path) -> None:
    path = tmp_path / "node.yaml"
    path.write_text(SHIPPED.read_text().replace("cores: 2 ", "cores: 16 "))
    assert load_machine(str(path)).cores == 16


def test_walltime_has_a_unit_and_is_none_where_it_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "node.yaml"
    path.write_text(SHIPPED.read_text() + "walltime: 12 h\n")
    assert load_machine(str(path)).walltime_s == 43200.0
    assert LAPTOP.walltime_s is None


def wrong(tmp_path: Path, old: str, new: str) -> CampaignErrors:
    path = tmp_path / "node.yaml"
    path.write_text(SHIPPED.read_text().replace(old, new))
    with pytest.raises(CampaignErrors) as caught:
        load_machine(str(path))
    return caught.value


def test_misspelt_key_is_shown_at_its_place_with_the_nearest(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, "cores:", "coers:").diagnostics[:1]
    assert "the machine profile has no key 'coers'" in found.message
    errors = wrong(tmp_path, "attempts:", "attemps:")
    (found,) = errors.diagnostics
    assert (found.line, found.column, found.code) == (6, 1, "SG101")
    assert "did you mean 'attempts'?" in found.hint


def test_unknown_scheduler_names_those_that_are_known(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, "scheduler: local", "scheduler: slurm").diagnostics
    assert (found.line, found.code) == (4, "SG106")
    assert "local" in found.message


@pytest.mark.parametrize(
    ("release", "says"),
    [
        ('"3.9"', 'install 5.6 and write "5.6"'),
        ("3.9", 'install 5.6 and write "5.6"'),
        ('"v3.9.5"', "GPUMD before 4.0 has no dump_xyz"),
        ('"5.7"', 'write "main" if the input is that of the development'),
        ("5.6", 'write "5.6", in quotes'),
        ('"v5.6"', 'write "5.6", in quotes'),
        ('"5.6.1"', "the last release that is known is 5.6"),
        ('"5.6.0"', 'write "5.6", in quotes'),
        ("5.7.0", 'write "main" if the input is that of the development'),
        ('"5.3.1"', 'no such release is known: write "5.3"'),
        ('"mian"', "did you mean 'main'?"),
        ("5", 'write "5.0", in quotes'),
        ("HEAD", 'write "main": the development after 5.6'),
        ("latest", 'write "main"'),
        ("newest of all", "known are 4.0 to 5.6, and main"),
    ],
)
def test_an_unknown_release_is_refused_with_advice(tmp_path: Path, release: str, says: str) -> None:
    (found,) = wrong(
        tmp_path, 'executor: embedded, release: "5.6"', f"executor: embedded, release: {release}"
    ).diagnostics
    assert found.code == "SG106"
    assert says in found.hint


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_a_release_with_a_known_fault_is_found_in_the_profile(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = REPOSITORY / "campaigns" / "demo" / "campaign.yaml"
    profile, wrong = tmp_path / f"old.{suffix}", '{executor: gpumd, release: "4.9"}'
    lines = ["name: old", "scheduler: local", "cores: 1", f"gpumd: {wrong}"]
    lines += ['nep: {executor: neppo, release: "4.9"}']
    if suffix == "toml":
        lines = ['name = "old"', 'scheduler = "local"', "cores = 1"]
        lines += [f"{name} = {{executor = '{program}', release = '4.9'}}" for name, program in USED]
    profile.write_text("\n".join(lines))
    assert main(["check", str(campaign), "--machine", str(profile), "--json"]) == 0
    (found,) = [each for each in json.loads(capsys.readouterr().out) if each["code"] == "SG434"]
    column = lines[3].index("4.9")  # of the quotation mark, from 1
    assert (found["file"], found["line"], found["column"]) == (str(profile), 4, column)
    assert main(["check", str(campaign), "--machine", str(profile)]) == 0
    assert f"    {lines[3]}\n" in capsys.readouterr().out


def test_missing_profile_is_an_error_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = REPOSITORY / "campaigns" / "demo" / "campaign.yaml"
    assert main(["check", str(campaign), "--machine", str(tmp_path / "none.yaml")]) == 1
    assert "none.yaml" in capsys.readouterr().err
