import pytest

from saggar.runtime.structures.cif import read_cif
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.runtime.structures.formats import holds_cif, parse_structure
from saggar.runtime.structures.poscar import format_poscar
from saggar.schemas.errors import StructureError


@pytest.mark.parametrize("file", ["a.cif", "a.CIF", "a.xyz", "a.extxyz", "POSCAR", "a.vasp"])
def test_the_ending_of_a_file_tells_its_form(data, file):
    text = (data / "c-ZrO2.cif").read_text()
    cell = read_cif(text, name="a")
    if file.endswith("xyz"):
        text = format_extxyz([cell])
    elif not holds_cif(file):
        text = format_poscar(cell, tuple(cell.counts)).text
    found = parse_structure(text, file=file, name="a")
    assert found.counts == cell.counts
    assert found.volume_A3 == pytest.approx(cell.volume_A3)


def test_a_file_of_several_frames_is_refused(data):
    cell = read_cif((data / "c-ZrO2.cif").read_text(), name="a")
    with pytest.raises(StructureError, match=r"a: two\.xyz holds 2 frames; give one structure"):
        parse_structure(format_extxyz([cell, cell]), file="two.xyz", name="a")
