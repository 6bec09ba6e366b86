"""One clause says why a document is not of its form."""

from typing import Any

import pytest
from pydantic import ValidationError

from saggar.schemas.base import Frozen
from saggar.schemas.misfit import misfit


class Inner(Frozen):
    """A part of a document."""

    count: int


class Document(Frozen):
    """A document."""

    name: str
    inner: Inner


@pytest.mark.parametrize(
    ("content", "clause"),
    [
        ({"name": "a", "inner": {}}, "damaged, or of another version: inner.count is missing"),
        ({"inner": {}}, "damaged, or of another version: name is missing, and 1 more"),
        (
            {"name": "a", "inner": {"count": 1, "new": 2}},
            "damaged, or of another version: inner.new is not known here",
        ),
        (
            {"name": 1, "inner": {"count": 1}},
            "damaged: name: Input should be a valid string",
        ),
    ],
)
def test_the_first_fault_is_named_without_the_words_of_a_library(
    content: dict[str, Any], clause: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Document.model_validate(content)
    assert misfit(caught.value) == clause
