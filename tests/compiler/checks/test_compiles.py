"""What a check finds without error compiles: no failure without a line is left to `compile`."""

from typing import Any

import studies
from hypothesis import given, settings
from hypothesis import strategies as st

from saggar.compiler.checks import run_checks
from saggar.compiler.planner import plan_study
from saggar.schemas.machine import LAPTOP

TIMES = st.one_of(
    st.sampled_from(["0.1 fs", "1 fs", "7 fs", "20 fs", "0.1 ps", "0.25 ps", "1 ps", "2 ps"]),
    st.builds("{} fs".format, st.integers(1, 6000)),
    st.builds("{:.4g} ps".format, st.floats(1e-3, 10)),
)
KELVIN = st.lists(
    st.one_of(
        st.sampled_from(["300 K", "300.0001 K", "300.0002 K", "600 K"]),
        st.builds("{} K".format, st.integers(200, 1200)),
    ),
    min_size=1,
    max_size=3,
)
COUNTS = st.one_of(st.integers(2, 300), st.builds(int.__mul__, st.integers(1, 40), st.just(12)))
SECTION = {
    "dynamics__time_step": st.sampled_from(["0.5 fs", "1 fs", "1.5 fs", "2 fs"]),
    "dynamics__thermo_every": st.integers(1, 3000),
    "dynamics__thermostat": st.fixed_dictionaries({"coupling": TIMES}),
    "dynamics__barostat": st.fixed_dictionaries({"coupling": TIMES}),
    "dynamics__remove_drift_every": st.integers(10, 100),
    "production__ensemble": st.sampled_from(["nve", "nvt", "npt"]),
    "production__segment": TIMES,
    "production__equilibrate__duration": TIMES,
    "production__bulk__duration": TIMES,
    "production__bulk__dump_every": TIMES,
    "production__bulk__temperatures": KELVIN,
    "production__bulk__phases": st.fixed_dictionaries({"c-ZrO2": COUNTS}),
    "active_learning__explore__solid__duration": TIMES,
    "active_learning__explore__solid__check_every": TIMES,
    "active_learning__explore__solid__temperatures": KELVIN,
    "active_learning__explore__hot__pressures": st.lists(
        st.sampled_from(["1 bar", "1.0000001 bar", "2 bar", "0.1 GPa", "1000 bar"]),
        min_size=1,
        max_size=3,
    ),
}
"""What is drawn for each key; up to four keys are changed at once."""

CHANGES = st.lists(st.sampled_from(sorted(SECTION)), min_size=1, max_size=4, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: SECTION[key] for key in keys})
)


@settings(max_examples=80, deadline=None)
@given(changes=CHANGES)
def test_a_campaign_without_errors_can_be_planned(changes: dict[str, Any]) -> None:
    sound = studies.changed(dynamics={})
    for path, value in changes.items():
        *above, key = path.split("__")
        place = sound
        for step in above:
            place = place[step]
        place[key] = value
    study = studies.study(sound)
    found = run_checks(study.campaign, studies.known(study.cells), LAPTOP)
    if not any(each.blocks_compile for each in found):
        plan_study(study)
