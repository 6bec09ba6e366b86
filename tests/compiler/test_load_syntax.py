"""What is no campaign file at all is refused with one clear diagnostic."""

from pathlib import Path

import pytest
from faulty import save, spoiled

from saggar.compiler.diagnostics import CampaignErrors, Diagnostic
from saggar.compiler.load import load_campaign
from saggar.compiler.loading.text import LARGEST_BYTES


def refused(path: Path) -> tuple[Diagnostic, ...]:
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    return caught.value.diagnostics


def refused_text(folder: Path, suffix: str, text: str | bytes) -> Diagnostic:
    path = folder / f"campaign.{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = refused(path)
    return next((each for each in found if each.code < "SG100"), found[0])


SYNTAX = (
    # suffix, text, code, line, column
    ("yaml", "saggar: 1\ncharges: {Li: 1\nname: x\n", "SG005", 3, 5),
    ("yaml", "saggar: 1\nname: a: b\n", "SG005", 2, 8),
    ("yaml", "saggar: 1\n  name: x\n", "SG005", 2, 7),
    ("yaml", 'saggar: 1\nname: "x\n', "SG005", 3, 1),
    ("yaml", "saggar: 1\nphases:\n\ta: {file: b}\n", "SG006", 3, 1),
    ("yaml", "saggar: 1\nseed: 1\nsaggar: 1\n", "SG007", 3, 1),
    ("yaml", "saggar: &one 1\nseed: *one\n", "SG008", 1, 9),
    ("yaml", "saggar: 1\nseed: !!python/object:os.system 1\n", "SG008", 2, 7),
    ("yaml", "saggar: 1\nseed: !private 1\n", "SG008", 2, 7),
    ("yaml", "saggar: 1\n---\nsaggar: 1\n", "SG009", 2, 1),
    ("yaml", "%YAML 1.1\n---\nsaggar: 1\n", "SG005", 2, 1),
    ("yaml", "a: " + "[" * 200 + "\n", "SG010", 1, 27),
    ("yaml", "- saggar: 1\n", "SG011", 1, 1),
    ("yaml", "saggar\n", "SG011", 1, 1),
    ("yaml", "", "SG011", 1, 1),
    ("yaml", "# nothing\n", "SG011", 1, 1),
    ("yaml", "saggar: 1\n? [a, b]\n: 1\n", "SG011", 2, 3),
    ("yaml", "saggar: 1\nname: a\x07b\n", "SG012", 2, 8),
    ("yaml", 'saggar: 1\nname: "\\ud800"\n', "SG012", 2, 7),
    ("toml", "saggar = 1\nname = base\n", "SG005", 2, 8),
    ("toml", "saggar = 1\ncharges = {Li = 1\n", "SG005", 2, 18),
    ("toml", 'saggar = 1\nname = "x\n', "SG005", 2, 10),
    ("toml", "saggar: 1\n", "SG005", 1, 7),
    ("toml", "saggar = 1\nsaggar = 2\n", "SG007", 2, 1),
    ("toml", "[phases]\n[phases]\n", "SG007", 2, 2),
    ("toml", "a = " + "[" * 2000 + "\n", "SG010", 1, None),
    ("toml", "a = " + "[" * 2000 + "]" * 2000 + "\n", "SG010", 1, None),
    ("toml", "saggar = 1\nname = \"a\x07b\"\n", "SG005", 2, 10),
)  # fmt: skip


@pytest.mark.parametrize(("suffix", "text", "code", "line", "column"), SYNTAX)
def test_broken_text_is_refused_where_it_breaks(
    suffix: str, text: str, code: str, line: int, column: int | None, tmp_path: Path
) -> None:
    found = refused_text(tmp_path, suffix, text)
    assert (found.code, found.line) == (code, line)
    assert column is None or found.column == column
    assert found.hint


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("digits", [40, 5000])
def test_numbers_beyond_any_meaning_are_refused(suffix: str, digits: int, tmp_path: Path) -> None:
    equals = ": " if suffix == "yaml" else " = "
    found = refused_text(tmp_path, suffix, f"saggar{equals}1\nseed{equals}{'9' * digits}\n")
    assert found.code in ("SG012", "SG005", "SG102")


def test_a_repeated_section_is_reported_once_with_its_first_line(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text("saggar: 1\nphases: {a: {file: x}}\nphases: {a: {file: x}}\n")
    repeated = [each for each in refused(path) if each.code == "SG007"]
    assert [(each.line, each.column) for each in repeated] == [(3, 1)]
    assert "line 2" in repeated[0].message


def test_an_empty_value_is_refused_and_named_once(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    path.write_text(path.read_text() + "dynamics:\n")
    (found,) = refused(path)
    assert found.code == "SG105"
    assert "dynamics is empty" in found.message
    assert "{}" in found.hint


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("pause_after: []\nname:\n", "it takes a name: write for instance 'name: my-study'"),
        ("name: a\nproduction: {segment: }\n", "a number with a unit (ps or fs or ns or us): "),
        (
            "name: a\nphases: {a: {source: }}\n",
            "write for instance 'source: mp-1565'",
        ),
    ],
)
def test_an_empty_value_that_is_no_section_is_told_what_it_takes(
    lines: str, hint: str, tmp_path: Path
) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text(f"saggar: 1\n{lines}")
    (found,) = [each for each in refused(path) if each.code == "SG105"]
    assert hint in found.hint
    assert "{}" not in found.hint


def test_a_date_in_toml_is_text_as_in_yaml(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "toml")
    path.write_text(path.read_text().replace('name = "base"', "name = 2026-01-02"))
    assert load_campaign(path).campaign.name == "2026-01-02"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (found,) = refused(tmp_path / "none.yaml")
    assert found.code == "SG001"
    assert "none.yaml" in found.file


def test_a_folder_is_no_campaign(tmp_path: Path) -> None:
    folder = tmp_path / "campaign.yaml"
    folder.mkdir()
    assert refused(folder)[0].code == "SG001"


@pytest.mark.parametrize(
    ("content", "hint"), [("lock.json", "saggar status"), ("campaign.yaml", "campaign.yaml")]
)
def test_a_folder_is_told_what_to_do_with_it(content: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / content).write_text("")
    (found,) = refused(tmp_path)
    assert found.code == "SG001"
    assert hint in found.hint


def test_text_that_is_not_utf8_is_refused_at_its_first_bad_byte(tmp_path: Path) -> None:
    found = refused_text(tmp_path, "yaml", "saggar: 1\nname: Å\n".encode("latin-1"))
    assert (found.code, found.line, found.column) == ("SG002", 2, 7)
    assert "0xc5" in found.message


def test_utf16_is_refused(tmp_path: Path) -> None:
    assert refused_text(tmp_path, "toml", "saggar = 1".encode("utf-16")).code == "SG002"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    found = refused_text(tmp_path, "yaml", b"#" * (LARGEST_BYTES + 1))
    assert found.code == "SG003"


@pytest.mark.parametrize("name", ["campaign.txt", "campaign", "campaign.json"])
def test_another_suffix_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("saggar: 1\n")
    assert refused(path)[0].code == "SG004"


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(
    suffix: str, tmp_path: Path
) -> None:
    path, written = save(tmp_path, spoiled(), suffix)
    plain = load_campaign(path)
    path.write_bytes(b"\xef\xbb\xbf" + written.text.replace("\n", "\r\n").encode())
    windows = load_campaign(path)
    assert windows.campaign == plain.campaign
    assert windows.positions == plain.positions


def test_windows_line_ends_do_not_shift_places_of_faults(tmp_path: Path) -> None:
    text = "saggar: 1\r\nname: a b\r\nseed: x\r\n"
    path = tmp_path / "campaign.yaml"
    path.write_bytes(text.encode())
    places = {each.code: (each.line, each.column) for each in refused(path)}
    assert places["SG107"] == (2, 7)
    assert places["SG103"] == (3, 7)


def test_plain_words_of_yaml_1_1_stay_text(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    path.write_text(path.read_text().replace('name: "base"', "name: yes"))
    assert load_campaign(path).campaign.name == "yes"


def test_plain_scalars_of_yaml_are_read_like_quoted_ones(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    quoted = load_campaign(path).campaign
    path.write_text(path.read_text().replace('"0.3 eV/Å"', "0.3 eV/Å").replace('"5 Å"', "5 Å"))
    assert load_campaign(path).campaign == quoted


def test_keys_of_yaml_may_be_numbers_as_in_toml(tmp_path: Path) -> None:
    path, _ = save(tmp_path, spoiled(), "yaml")
    path.write_text(path.read_text().replace("c-ZrO2:", "2:"))
    assert list(load_campaign(path).campaign.phases) == ["2"]


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        ("a = 1\n[a]\nb = 1\n", (2, 2), "a"),
        ("a.b = 1\n[a]\nc = 2\n", (2, 2), "a"),
        ("[a.b]\nx = 1\n[a]\nb.d = 2\n", (4, 1), "a.b"),
        ("[a.b]\nx = 1\n[a]\nb = 2\n", (4, 1), "a.b"),
        ("a = [1]\n[[a]]\nx = 1\n", (2, 3), "a"),
        ("[[a]]\nx = 1\nx = 2\n", (3, 1), "a[0].x"),
        ("[[a]]\n[a.b]\n[[a]]\n[a.b]\n[a.b]\n", (5, 4), "a[1].b"),
        ('a = 1\n"a" = 2\n', (2, 1), "a"),
    ],
)
def test_whatever_toml_calls_given_twice_is_placed(
    text: str, place: tuple[int, int], name: str
) -> None:
    from saggar.compiler.loading.text import Text
    from saggar.compiler.loading.toml_text import read_toml

    (found,) = read_toml(Text("campaign.toml", text)).diagnostics
    assert (found.line, found.column) == place
    assert found.message.startswith(f"{name} is given twice; first in line ")


def test_broken_toml_that_repeats_a_key_is_refused_for_its_syntax() -> None:
    from saggar.compiler.loading.text import Text
    from saggar.compiler.loading.toml_text import read_toml

    with pytest.raises(CampaignErrors) as caught:
        read_toml(Text("campaign.toml", "seed = 1\nseed = 2\nname = base\n"))
    (found,) = caught.value.diagnostics
    assert (found.code, found.line) == ("SG005", 3)


@pytest.mark.parametrize(
    "written",
    [
        'production.bulk.phases.c-ZrO2 = 96\nproduction.bulk.temperatures = "300 K"\n',
        '[production.bulk]\nphases = {c-ZrO2 = 96}\ntemperatures = "300 K"\n',
        '[production.bulk]\nphases."c-ZrO2" = 96\ntemperatures = "300 K"\n',
    ],
)
def test_keys_of_toml_are_placed_however_they_are_nested(written: str) -> None:
    from saggar.compiler.loading.text import Text
    from saggar.compiler.loading.toml_text import read_toml

    document = read_toml(Text("campaign.toml", written))
    mark = document.positions.of_value(("production", "bulk", "phases", "c-ZrO2"))
    assert written.splitlines()[mark.line - 1][mark.column - 1 :].startswith("96")


def test_items_of_arrays_of_tables_are_placed() -> None:
    from saggar.compiler.loading.text import Text
    from saggar.compiler.loading.toml_text import read_toml

    text = '[[durations]]\nrun = "1 ps"\n\n[[durations]]\nrun = "2 ps"\n'
    marks = read_toml(Text("campaign.toml", text)).positions.values
    assert (marks["durations", 0, "run"].line, marks["durations", 1, "run"].line) == (2, 5)


def test_a_later_version_of_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text("%YAML 1.3\n---\nsaggar: 1\n")
    with pytest.raises(CampaignErrors) as caught:
        load_campaign(path)
    assert caught.value.diagnostics[0].code == "SG005"


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("Asano 2018, one ordering", 'source: "Asano 2018, one ordering"'),
        ('"a", b', 'source: "a, b"'),
    ],
)
def test_text_that_a_comma_breaks_is_to_be_quoted(source: str, hint: str, tmp_path: Path) -> None:
    path, written = save(tmp_path, spoiled(), "yaml")
    broken = f"{{file: c-ZrO2.cif, source: {source}}}"
    path.write_text(written.text.replace('\n    file: "c-ZrO2.cif"', f" {broken}"))
    (found,) = refused(path)
    assert found.code == "SG101"
    assert (
        path.read_text()
        .splitlines()[found.line - 1][found.column - 1 :]
        .startswith(source.split(", ")[1])
    )
    assert found.hint == f"text with a comma stands in quotes: {hint}"


def test_a_key_without_its_colon_is_told_to_take_one(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text("saggar: 1\ncharges: {Li 1, Cl: -1}\n")
    (found,) = [each for each in refused(path) if each.code == "SG105"]
    assert found.hint == "a colon and a space part a key from its value: write 'Li: 1'"


def test_an_empty_section_that_has_no_defaults_is_told_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "campaign.yaml"
    path.write_text("saggar: 1\nproduction:\n  bulk:\n")
    (found,) = [each for each in refused(path) if each.code == "SG105"]
    assert "bulk: {phases: {c-ZrO2: 96}, " in found.hint
