"""Pictures: well-formed, the same bytes each time, small, and readable without colour."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from frozen_records import CHARGES, interface_cell, ranked

from saggar.runtime.structures.sanity import repeat
from saggar.runtime.structures_lock.pictures import picture

SVG = "{http://www.w3.org/2000/svg}"


def drawn(**changes: object) -> ElementTree.Element:
    return ElementTree.fromstring(picture("one", ranked(**changes), interface_cell(), CHARGES))


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_picture_says_what_it_shows() -> None:
    written = texts(drawn())
    assert "c-ZrO2 (0 0 1) on LiCl (0 0 1)" in written
    assert any("strains −0.31 / +0.12 %" in text and "0.84 J/m²" in text for text in written)
    assert any("view along a, 5.1 Å deep" in text for text in written)
    assert written.count("interface") == 2
    assert {"Li", "Zr", "O", "Cl", "10 Å", "film c-ZrO2 (0 0 1)"} <= set(written)


def test_labels_of_thin_slabs_do_not_overlap() -> None:
    heights = [float(element.attrib["y"]) for element in drawn().iter(f"{SVG}text")]
    beside = sorted(set(heights[2:10]))
    assert min(after - before for before, after in pairwise(beside)) > 12.0


def test_vacuum_is_named_above_the_film() -> None:
    written = texts(drawn(boundary="vacuum"))
    assert written.count("interface") == 1
    assert "vacuum" in written


def test_scale_bar_has_its_length() -> None:
    root = drawn()
    bar = next(path.attrib["d"] for path in root.iter(f"{SVG}path") if "v8" in path.attrib["d"])
    corners = next(root.iter(f"{SVG}polygon")).attrib["points"].split()
    left, right = (float(corner.split(",")[0]) for corner in corners[:2])
    length = float(re.search(r"h([\d.]+)", bar)[1])  # type: ignore[index]
    assert length / 10.0 == pytest.approx((right - left) / 6.12, rel=1e-3)


def test_every_disc_refers_to_one_that_is_defined() -> None:
    root = drawn()
    defined = {circle.attrib["id"] for circle in root.iter(f"{SVG}circle")}
    used = {use.attrib["href"].removeprefix("#") for use in root.iter(f"{SVG}use")}
    assert used <= defined
    assert {name.split("-", maxsplit=1)[0] for name in defined} == {"i"}


def test_elements_differ_in_lightness() -> None:
    root = drawn()
    fills = {
        circle.attrib["id"]: circle.attrib["fill"]
        for circle in root.iter(f"{SVG}circle")
        if circle.attrib["id"].endswith("0")
    }
    grey = sorted(
        0.2126 * int(fill[1:3], 16) + 0.7152 * int(fill[3:5], 16) + 0.0722 * int(fill[5:7], 16)
        for fill in fills.values()
    )
    assert len(grey) == 4
    assert min(after - before for before, after in pairwise(grey)) > 25


def test_large_cells_give_small_pictures() -> None:
    large = repeat(interface_cell(), (24, 24, 2))
    text = picture("large", ranked(), large, CHARGES)
    assert len(large) > 12_000
    assert len(text) < 300_000
    assert "slice of 12 of 122.4 Å, 60 of 146.9 Å wide" in text


def test_a_picture_has_the_same_bytes_each_time() -> None:
    assert picture("one", ranked(), interface_cell(), CHARGES) == picture(
        "one", ranked(), interface_cell(), CHARGES
    )
