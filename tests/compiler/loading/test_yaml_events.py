"""Events of libyaml are taken only where they are those of ruamel.yaml, place by place."""

from pathlib import Path
from typing import Any

import pytest
from faulty import WRITERS, spoiled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import saggar.campaigns
from saggar.compiler.loading.yaml_events import ordinary_events, pure_events

SOUND = WRITERS["yaml"](spoiled()).text

SHIPPED = sorted(Path(saggar.campaigns.__path__[0]).rglob("*.yaml"))

PIECES = st.sampled_from(
    [
        *(": ", ":", "- ", "-", "? ", "?", "[", "]", "{", "}", ",", " #", "#", "\n", "\n  ", "  "),
        *("'", '"', "'it''s'", '"a\\tb"', '"\\x41"', '"\\/"', '"\\N"', '"a\n  b"', "\\", "''"),
        *("|", "|\n  a\n", ">", ">-\n  a\n", "&a ", "*a", "!", "!!int ", "%", "%YAML 1.1\n", "@"),
        *("---\n", "...\n", "~", "null", "<<: ", "=", "`", "a:b", "{a}", "[a: b]", "{'a':b}"),
        *("\t", "\r", "\r\n", "\x85", "\u2028", "\u00a0", "\ufeff", "\x00", "é", "😀", "Å"),
    ]
)


def read(event: Any) -> tuple[Any, ...]:
    """Give what is read of an event."""
    kind = type(event).__name__
    if kind.startswith("Stream"):
        return (kind,)
    tag = getattr(event, "tag", None)
    scalar = (event.value, event.implicit[0]) if kind == "ScalarEvent" else ()
    version = getattr(event, "version", None)
    return (kind, event.start_mark.index, getattr(event, "anchor", None), tag, version, *scalar)


def assert_same_where_ordinary(text: str) -> None:
    found = ordinary_events(text)
    if found is not None:
        assert list(map(read, found)) == list(map(read, pure_events(text)))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_readers_find_the_same_in_mutated_campaigns(data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(SOUND)))
    text = SOUND[begin : begin + data.draw(st.sampled_from([20, 60, 200, len(SOUND)]))]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.sampled_from([0, 0, 1, 5]))
        text = text[:at] + data.draw(PIECES) + text[at + cut :]
    assert_same_where_ordinary(text)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(PIECES | st.sampled_from("ab1"), max_size=10))
def test_both_readers_find_the_same_in_random_punctuation(pieces: list[str]) -> None:
    assert_same_where_ordinary("".join(pieces))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_campaigns_that_are_shipped_are_ordinary(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = ordinary_events(text)
    assert found is not None
    assert list(map(read, found)) == list(map(read, pure_events(text)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 1\tb", id="a tab, which ends a plain scalar in 1.2"),
        pytest.param("a: 1\r\nb: 2", id="another line end"),
        pytest.param("a: 1\x85b: 2", id="a line end of 1.1 only"),
        pytest.param("\ufeffa: 1", id="a byte order mark"),
        pytest.param("a: ", id="a value left out, which has another place"),
        pytest.param("%YAML 1.1\n---\na: 1", id="a directive, which shifts the place"),
        pytest.param("a: ># b", id="a comment at a block scalar, which is refused"),
        pytest.param("a: &b 1", id="an anchor"),
        pytest.param("a: *b", id="an alias"),
        pytest.param("a: !!int 1", id="a tag"),
        pytest.param("a: 1\n---\na: 1", id="a second document"),
        pytest.param("a: [1", id="what libyaml refuses"),
        pytest.param("a: '\ud800'", id="half of a character"),
    ],
)
def test_other_texts_are_left_to_the_reader_of_1_2(text: str) -> None:
    assert ordinary_events(text) is None


def test_without_libyaml_every_text_is_left_to_the_reader_of_1_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    assert ordinary_events("a: 1") is None


def test_reading_ends_at_a_depth_that_no_campaign_has() -> None:
    """libyaml's time grows with the square of the depth: 100,000 levels would take 20 s."""
    assert ordinary_events("[" * 100_000 + "]" * 100_000) is None
