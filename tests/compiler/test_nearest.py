"""Which known word was probably meant."""

import pytest

from saggar.compiler.nearest import did_you_mean, nearest

KEYS = ("temperatures", "duration", "check_every", "from_iteration")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("temperature", "temperatures"),
        ("Duration", "duration"),
        ("check-every", "check_every"),
        ("iteration", "from_iteration"),
        ("pressure", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_found_if_it_is_near(written: str, meant: str | None) -> None:
    assert nearest(written, KEYS) == meant


def test_few_words_are_all_named() -> None:
    assert did_you_mean("x", KEYS, allowed="keys") == f"keys: {', '.join(KEYS)}"


def test_many_words_are_named_only_where_none_is_near() -> None:
    many = [f"key{number}" for number in range(40)]
    assert did_you_mean("key7x", many).startswith("did you mean 'key7'?")
    assert "key39" not in did_you_mean("key7x", many)
    assert did_you_mean("zzz", many).endswith("...")
