"""The report as files: one page that needs nothing else, and a table behind each picture."""

import csv
import re

import pytest

from saggar.runtime.report import write_report
from saggar.schemas.errors import RunStateError

LIMIT_BYTES = 3_000_000
UNIT = re.compile(
    r"(?:^|_)(?:eV_per_A|eV_per_atom|GPa|K|A2|A3|ps|g_per_cm3|frames|count|dimensionless|fraction|0_or_1)(?:_|$)"
)
UNITLESS = {"after_iteration", "iteration", "member", "origin", "frames"}


@pytest.fixture
def report(complete_report):
    return complete_report.path


@pytest.fixture
def text(complete_report):
    return complete_report.text


def test_page_stands_in_results(complete_run, report):
    assert report == complete_run.root / "results" / "report.html"


def test_page_is_smaller_than_three_megabytes(report):
    assert report.stat().st_size < LIMIT_BYTES


def test_page_asks_for_no_other_file(text):
    assert "http" not in text
    assert "<script" not in text
    assert "<link" not in text
    assert "@import" not in text
    assert all(source.startswith("data:image/png;base64,") for source in _sources(text))
    assert not re.findall(r"url\((?!#)", text)


def _sources(text):
    return re.findall(r'src="([^"]{0,40})', text)


def test_page_is_well_formed_enough_to_close_every_figure(text):
    assert text.count("<figure") == text.count("</figure>") > 10
    assert text.count("<svg") == text.count("</svg>") > 5


def test_second_report_has_the_same_bytes(complete_run, report):
    before = _bytes(complete_run.root / "results")
    write_report(complete_run.root)
    assert _bytes(complete_run.root / "results") == before


def _bytes(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_picture_links_a_table_that_exists(report, text):
    links = re.findall(r'href="(csv/[^"]+)"', text)
    assert len(links) == text.count("<figcaption")
    assert all((report.parent / link).is_file() for link in links)


def test_every_link_into_the_run_exists(report, text):
    links = re.findall(r'href="(\.\./[^"]+)"', text)
    assert links
    assert all((report.parent / link).is_file() for link in links)


def test_every_table_states_its_units(report):
    for path in (report.parent / "csv").glob("*.csv"):
        with path.open(newline="") as lines:
            rows = list(csv.reader(lines))
        assert not [n for n in rows[0] if not UNIT.search(n) and n not in UNITLESS], path
        assert len(rows) > 1, path


def test_tables_of_pictures_that_are_gone_are_removed(half_way_run):
    stale = half_way_run.root / "results" / "csv" / "old.csv"
    stale.parent.mkdir(parents=True)
    stale.write_text("x\n")
    write_report(half_way_run.root)
    assert not stale.exists()


def test_clip_paths_of_different_pictures_have_different_names(text):
    names = re.findall(r'<(?:clipPath|path|pattern) id="([^"]+)"', text)
    assert len(names) == len(set(names)) > 0


def test_folder_without_a_plan_is_refused(tmp_path):
    with pytest.raises(RunStateError, match="run directory"):
        write_report(tmp_path)
