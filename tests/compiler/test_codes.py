"""What the table of codes tells users."""

import pytest

from saggar.compiler.codes import CODES, Code


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_a_code_says_why_in_the_words_of_a_user(code: Code) -> None:
    assert code.why.endswith(".")
    assert "saggar.compiler" not in code.text()
    assert code.example
