import pytest

from saggar.runtime.interfaces.planes import lattice_plane
from saggar.runtime.interfaces.polarity import dipole_e_A_per_A2, slab_charge_e, tasker_type
from saggar.runtime.interfaces.slabs import cut_slab
from saggar.runtime.interfaces.terminations import find_terminations
from saggar.schemas.errors import StructureError

_CHARGES = {"Zr": 4.0, "O": -2.0, "Na": 1.0, "Cl": -1.0, "Zn": 2.0}


def _slabs(crystal, miller, repeats=3, **options):
    plane = lattice_plane(crystal, miller)
    cuts = find_terminations(crystal, plane, **options)
    return plane, {cut.label: cut_slab(crystal, plane, cut, repeats) for cut in cuts}


@pytest.mark.parametrize("repeats", [1, 2, 5])
def test_the_dipole_of_rock_salt_111_is_that_of_a_stack_of_capacitors(rock_salt, repeats):
    a = 5.64
    _, slabs = _slabs(rock_salt("Na", "Cl", a), (1, 1, 1), repeats)
    one = (a / 12**0.5) / (3**0.5 / 4 * a**2)
    assert dipole_e_A_per_A2(slabs["Cl|Na"], _CHARGES) == pytest.approx(repeats * one)
    assert dipole_e_A_per_A2(slabs["Na|Cl"], _CHARGES) == pytest.approx(-repeats * one)


def test_the_dipole_does_not_depend_on_the_cell(zirconia):
    crystal = zirconia["c-ZrO2"]
    plane = lattice_plane(crystal, (1, 1, 1))
    cut = find_terminations(crystal, plane)[0]
    small, large = (
        cut_slab(crystal, plane, cut, 2, m) for m in (((1, 0), (0, 1)), ((3, 1), (0, 2)))
    )
    assert dipole_e_A_per_A2(large, _CHARGES) == pytest.approx(dipole_e_A_per_A2(small, _CHARGES))


@pytest.mark.parametrize(
    ("miller", "types"),
    [
        ((1, 1, 1), {"O|Zr": 3, "O|O": 2, "Zr|O": 3}),
        ((1, 1, 0), {"O2Zr|O2Zr": 1}),
        ((1, 0, 0), {"O2|Zr": 3, "Zr|O2": 3}),
    ],
)
def test_fluorite_surfaces_are_of_the_types_that_tasker_gives(zirconia, miller, types):
    crystal = zirconia["c-ZrO2"]
    plane, slabs = _slabs(crystal, miller)
    found = {label: tasker_type(crystal, plane, slab, _CHARGES) for label, slab in slabs.items()}
    assert found == types


def test_a_slab_with_one_more_plane_of_oxygen_is_charged(zirconia):
    _, slabs = _slabs(zirconia["c-ZrO2"], (1, 0, 0), 2, stoichiometric=False)
    charges = {label: slab_charge_e(slab, _CHARGES) for label, slab in slabs.items()}
    assert charges == {"O2|Zr": 0.0, "O2|O2": -4.0, "Zr|Zr": 4.0, "Zr|O2": 0.0}


def test_an_element_without_a_charge_is_named(zirconia):
    _, slabs = _slabs(zirconia["c-ZrO2"], (1, 1, 0))
    with pytest.raises(StructureError, match="no formal charge for O"):
        dipole_e_A_per_A2(slabs["O2Zr|O2Zr"], {"Zr": 4.0})
