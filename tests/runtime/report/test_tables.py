"""Reading of the tables that steps write, and writing of those behind pictures."""

import numpy as np
import pytest

from saggar.runtime.report.tables import Table, read_matrix, read_numbers, read_words
from saggar.schemas.errors import RunStateError


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "force.csv"
    path.write_text("frame,origin,reference_eV_per_A,predicted_eV_per_A\na,x,1,1.5\nb,y,-2,nan\n")
    return path


def test_columns_are_found_by_name(table):
    predicted, reference = read_numbers(table, "predicted_eV_per_A", "reference_eV_per_A")
    assert reference.tolist() == [1.0, -2.0]
    assert predicted[0] == 1.5
    assert np.isnan(predicted[1])


def test_words(table):
    assert read_words(table, "origin") == ("x", "y")


def test_last_line_cut_short_is_left_out(table):
    table.write_text(table.read_text() + "c,z,3")
    assert read_numbers(table, "reference_eV_per_A")[0].tolist() == [1.0, -2.0]


def test_table_without_rows_is_empty(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("a,b\n")
    assert [column.size for column in read_numbers(path, "a", "b")] == [0, 0]


def test_missing_column_is_named(table):
    with pytest.raises(RunStateError, match="no column virial"):
        read_numbers(table, "virial")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(RunStateError, match=r"absent\.csv is missing"):
        read_numbers(tmp_path / "absent.csv", "a")


def test_what_is_no_number_is_an_error(table):
    with pytest.raises(RunStateError, match="not a number"):
        read_numbers(table, "origin")


def test_matrix_skips_comments(tmp_path):
    path = tmp_path / "energy_train.out"
    path.write_text("# predicted target\n-5.0 -5.1\n-4.0 -4.2\n")
    assert read_matrix(path, 2).tolist() == [[-5.0, -5.1], [-4.0, -4.2]]


def test_matrix_of_another_width_is_refused(tmp_path):
    path = tmp_path / "energy_train.out"
    path.write_text("1 2 3\n")
    with pytest.raises(RunStateError, match="must hold 2 numbers"):
        read_matrix(path, 2)


def test_csv_keeps_eight_figures_and_quotes_commas():
    table = Table(("time_ps", "origin"), ((1 / 3, "a,b"), (2, "c")))
    assert table.csv() == 'time_ps,origin\n0.33333333,"a,b"\n2,c\n'
