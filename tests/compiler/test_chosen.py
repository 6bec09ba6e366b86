"""Which sets of interfaces enter training."""

from studies import campaign, changed

from saggar.compiler.chosen import holdout_sets, training_sets
from saggar.schemas.campaign import Campaign

LIMITS = {"max_index": 1, "max_area": "50 Å^2", "max_strain": "2 %"}


def of_sets(**changes: object) -> Campaign:
    sets = {
        "training": LIMITS,
        "tested": LIMITS,
        "apart": {**LIMITS, "held_out": True},
        "produced": {**LIMITS, "training": False},
    }
    interfaces = {"films": ["c-ZrO2"], "substrates": ["c-ZrO2"], "sets": sets}
    return campaign(changed(interfaces=interfaces, **changes))


def test_a_set_is_held_out_by_its_own_word_or_by_validation() -> None:
    assert holdout_sets(of_sets()) == ("apart",)
    assert holdout_sets(of_sets(validation={"holdout": "tested"})) == ("tested", "apart")


def test_held_out_sets_and_those_out_of_training_do_not_enter_it() -> None:
    assert training_sets(of_sets()) == ("training", "tested")
    assert training_sets(of_sets(validation={"holdout": "tested"})) == ("training",)
