"""How diagnostics are written."""

import json

import pytest

from saggar.compiler.codes import CODES, explain
from saggar.compiler.diagnostics import CampaignErrors, Diagnostic, render
from saggar.schemas.errors import CampaignError

SOURCE = "saggar: 1\nexplore: {duration: 100}\n\tx: 1\n"


def found(**changes: object) -> Diagnostic:
    values = {
        "file": "lzc.yaml",
        "line": 2,
        "column": 21,
        "code": "SG110",
        "severity": "error",
        "message": "duration is 100, without a unit",
        "hint": 'write "100 ps"',
    }
    return Diagnostic.model_validate(values | changes)


def test_a_diagnostic_shows_its_line_with_a_caret_under_its_place() -> None:
    assert render(found(), SOURCE).splitlines() == [
        "lzc.yaml:2:21: SG110 duration is 100, without a unit",
        "    explore: {duration: 100}",
        "                        ^",
        '  write "100 ps"',
    ]


def test_the_caret_stands_right_behind_tabs() -> None:
    lines = render(found(line=3, column=2), SOURCE).splitlines()
    assert lines[1:3] == ["    \tx: 1", "    \t^"]


def test_without_a_source_only_the_message_and_the_hint_are_written() -> None:
    assert len(render(found(), "").splitlines()) == 2


def test_the_line_is_found_in_files_with_windows_line_ends() -> None:
    assert render(found(), SOURCE.replace("\n", "\r\n")).splitlines() == (
        render(found(), SOURCE).splitlines()
    )


@pytest.mark.parametrize("severity", ["warning", "unsupported"])
def test_what_is_no_error_says_so(severity: str) -> None:
    assert f"SG110 {severity}: duration" in render(found(severity=severity), SOURCE)


def test_an_ignored_warning_is_written_with_its_reason() -> None:
    text = render(found(severity="warning", ignored="a demo"), SOURCE)
    assert text.endswith("ignored: a demo")


def test_errors_are_sorted_by_place() -> None:
    errors = CampaignErrors([found(line=3), found(line=1, column=9), found(line=1, column=2)])
    assert [(each.line, each.column) for each in errors.diagnostics] == [(1, 2), (1, 9), (3, 21)]


def test_errors_read_as_one_line_each() -> None:
    errors = CampaignErrors([found(), found(line=3)])
    assert str(errors).splitlines()[0].startswith("lzc.yaml:2:21: SG110")
    assert len(str(errors).splitlines()) == 2


def test_the_json_form_holds_everything() -> None:
    dumped = json.loads(found(path=("explore", "duration")).model_dump_json())
    assert dumped["path"] == ["explore", "duration"]
    assert (dumped["line"], dumped["column"], dumped["code"]) == (2, 21, "SG110")


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_every_code_explains_itself(code: object) -> None:
    name = code.code  # type: ignore[attr-defined]
    text = explain(name.lower())
    assert text.startswith(name)
    assert "Example: " in text
    assert len(text.splitlines()) >= 5


def test_codes_are_listed_once_and_in_order() -> None:
    assert list(CODES) == sorted(CODES)


def test_only_physics_and_structures_warn() -> None:
    warnings = {name for name, code in CODES.items() if code.severity == "warning"}
    assert {name[:3] for name in warnings} <= {"SG3", "SG4"}


def test_an_unknown_code_is_refused_with_the_range_of_codes() -> None:
    with pytest.raises(CampaignError, match=f"'SG1O1'; codes go from SG001 to {max(CODES)}"):
        explain("SG1O1")


@pytest.mark.parametrize("column", [1, 90, 2500, 4990])
def test_of_a_very_long_line_only_the_surroundings_are_shown(column: int) -> None:
    line = "a" * (column - 1) + "X" + "b" * (5000 - column)
    diagnostic = Diagnostic(
        file="c.yaml", line=1, column=column, code="SG104", severity="error", message="wrong"
    )
    _, shown, caret = render(diagnostic, line).splitlines()[:3]
    assert shown[caret.index("^")] == "X"
    assert len(shown) < 220
