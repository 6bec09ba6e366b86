"""Pictures: units on every axis, grey that tells series apart, blocks that keep the mean."""

import dataclasses
import re

import matplotlib.text
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from saggar.runtime.report.data.learning import read_learning
from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.figures.learning import deviation_picture
from saggar.runtime.report.figures.production import blocks
from saggar.runtime.report.figures.style import SERIES, density_map
from saggar.runtime.report.records import read_records

LABEL = re.compile(r"\((%|number|count|dimensionless|eV|meV|K|GPa|ps|g/cm³|Å²)[^()]*\)$", re.DOTALL)


@pytest.fixture
def drawn(complete_report):
    return complete_report.figures


def test_every_axis_has_a_label_with_its_unit(drawn):
    assert len(drawn) > 15
    for figure in drawn:
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                if _shows_numbers(axis):
                    assert LABEL.search(axis.label.get_text()), axis.label.get_text()


def _shows_numbers(axis):
    return axis.axes.get_visible() and any(
        tick.label1.get_visible() and tick.label1.get_text() for tick in axis.get_major_ticks()
    )


def test_text_is_legible(drawn):
    sizes = [text.get_fontsize() for f in drawn for text in f.findobj(matplotlib.text.Text)]
    assert min(sizes) >= 8.5


def test_pictures_have_one_of_three_widths(drawn):
    assert {figure.get_figwidth() for figure in drawn} <= {11.2, 5.5, 3.65}


def lightness(color):
    """CIE 1976 L*, of an sRGB colour (IEC 61966-2-1, ITU-R BT.709 luminance)."""
    part = np.array(to_rgb(color))
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return 116 * float(linear @ [0.2126, 0.7152, 0.0722]) ** (1 / 3) - 16


def test_first_four_series_differ_in_line_marker_and_hatch():
    first = SERIES[:4]
    assert len({look.line for look in first}) == 4
    assert len({look.marker for look in first}) == 4
    assert len({look.hatch for look in first}) == 4


def test_first_four_series_have_the_lightness_that_is_documented():
    assert [round(lightness(look.color)) for look in SERIES[:4]] == [20, 41, 61, 72]


def test_counts_grow_darker_throughout():
    shades = [lightness(density_map()(x)[:3]) for x in np.linspace(0, 1, 20)]
    assert np.all(np.diff(shades) < 0)


def test_every_checked_frame_is_in_a_bin_even_if_its_deviation_is_not_finite(complete_run):
    learning = read_learning(read_records(complete_run.root), Problems())
    values = np.array([0.0, 1e-9, 0.2, 1.0, 1e9, np.inf, np.nan])
    broken = dataclasses.replace(learning.iterations[0], deviations_eV_per_A=values)
    picture = deviation_picture(dataclasses.replace(learning, iterations=(broken,)))
    assert sum(row[3] for row in picture.table.rows) == values.size


def test_of_many_iterations_first_and_last_are_shown(complete_run):
    learning = read_learning(read_records(complete_run.root), Problems())
    many = tuple(dataclasses.replace(learning.iterations[0], number=n) for n in range(25))
    picture = deviation_picture(dataclasses.replace(learning, iterations=many))
    assert {row[0] for row in picture.table.rows} == {0, 5, 10, 14, 19, 24}


def test_blocks_keep_the_mean_and_the_range():
    values = np.sin(np.arange(1000.0))
    cut = blocks(np.arange(1000.0), values, 100)
    assert len(cut.mean) == 100
    assert cut.mean.mean() == pytest.approx(values.mean(), abs=1e-12)
    assert cut.high.max() == values.max()
    assert cut.low.min() == values.min()


def test_last_block_may_be_shorter():
    cut = blocks(np.arange(7.0), np.arange(7.0), 3)
    assert cut.mean.tolist() == [1.0, 4.0, 6.0]
    assert cut.time_ps.tolist() == [1.0, 4.0, 6.0]


def test_short_series_is_drawn_as_it_is():
    cut = blocks(np.arange(5.0), np.arange(5.0) ** 2, 10)
    assert cut.mean.tolist() == [0.0, 1.0, 4.0, 9.0, 16.0]
