"""One tag: what it takes and what is said of a value that it does not take."""

import pytest

from saggar.compiler.incar.tag import ANY, SPECIES, Tag, Value, number_for, written

LOGICAL = Tag("ADDGRID", "logical")
WHOLE = Tag("NCORE", "whole", least=1)
CHOICE = Tag("ISYM", "whole", allowed=(-1, 0, 1, 2, 3))
REAL = Tag("SYMPREC", "real", above=0)
SHARE = Tag("AEXX", "real", least=0, most=1)
FERMI = Tag("EFERMI", "real", allowed=("MIDGAP", "LEGACY"))
WORD = Tag("PRECFOCK", "word", allowed=("Fast", "Normal", "Accurate"))
TEXT = Tag("LOCPROJ", "text")
BY_SPECIES = Tag("LDAUU", "real", SPECIES)
VECTOR = Tag("DIPOL", "real", 3)
LIST = Tag("EINT", "real", ANY)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (LOGICAL, True),
        (WHOLE, 1),
        (CHOICE, -1),
        (REAL, 1e-6),
        (REAL, 1),
        (SHARE, 0),
        (SHARE, 1),
        (FERMI, 2.5),
        (FERMI, "midgap"),
        (WORD, "Fast"),
        (WORD, "fast"),
        (TEXT, "1 : s : Hy"),
        (BY_SPECIES, (4, 0)),
        (VECTOR, (0.5, 0.5, 0.5)),
        (LIST, (1.0,)),
        (LIST, 1.0),
    ],
)
def test_a_value_of_the_type_within_its_bounds_is_taken(tag: Tag, value: Value) -> None:
    assert tag.refused(value, species=2) is None


@pytest.mark.parametrize(
    ("tag", "value", "hint"),
    [
        (LOGICAL, 1, "write true"),
        (LOGICAL, 0, "write false"),
        (LOGICAL, "T", "write true"),
        (LOGICAL, "off", "write false"),
        (LOGICAL, 2, "write true or false"),
        (WHOLE, 1.5, "write a whole number"),
        (WHOLE, 0, "write a whole number of at least 1"),
        (WHOLE, True, "write a whole number of at least 1"),
        (WHOLE, "4", "write 4 without quotes"),
        (WHOLE, "55O", "write the number alone, without 'O'"),
        (WHOLE, "four", "write a whole number of at least 1"),
        (WHOLE, (4, 4), "write one value"),
        (CHOICE, 4, "write one of -1, 0, 1, 2, 3"),
        (REAL, 0, "write a number above 0"),
        (REAL, "1.0D-6", "write 1.0e-6; D exponents are Fortran's alone"),
        (SHARE, 1.01, "write a number from 0 to 1"),
        (FERMI, "MIDDLE", "write a number, or MIDGAP or LEGACY"),
        (WORD, "fats", "did you mean Fast?"),
        (WORD, "?", "write one of Fast, Normal, Accurate"),
        (WORD, 3, "write one of Fast, Normal, Accurate"),
        (TEXT, "1 : s ; ENCUT = 200", "write one line"),
        (TEXT, "a\nb", "write one line"),
        (BY_SPECIES, (4,), "write 2 entries"),
        (BY_SPECIES, 4, "write a list of 2 entries"),
        (BY_SPECIES, "4 0", "write a list: [4, 0]"),
        (BY_SPECIES, "2*1.5", "write a list: [1.5, 1.5]"),
        (BY_SPECIES, (4, True), "write a number"),
        (VECTOR, (0.5, 0.5), "write 3 entries"),
        (LIST, "1, 2D0", "write a list: [1, 2e0]"),
    ],
)
def test_another_value_is_refused_with_what_to_write(tag: Tag, value: Value, hint: str) -> None:
    assert (tag.refused(value, species=2) or "").startswith(hint)


def test_one_entry_is_enough_for_one_species() -> None:
    assert BY_SPECIES.refused(4, species=1) is None


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        (LOGICAL, "true or false"),
        (WHOLE, "a whole number of at least 1"),
        (CHOICE, "one of -1, 0, 1, 2, 3"),
        (FERMI, "a number, or MIDGAP or LEGACY"),
        (BY_SPECIES, "a list with a number for each species"),
        (VECTOR, "a list of 3 entries, each a number"),
        (LIST, "a list of entries, each a number"),
    ],
)
def test_what_a_tag_takes_is_said_in_words(tag: Tag, words: str) -> None:
    assert tag.takes == words


@pytest.mark.parametrize("text", ["four", "", "-", "e5", ".TRUE."])
def test_a_text_that_does_not_begin_with_a_number_is_none(text: str) -> None:
    assert number_for(text) is None


def test_words_take_the_spelling_of_the_table_and_nothing_else_does() -> None:
    assert WORD.spelt("FAST") == "Fast"
    assert WORD.spelt("other") == "other"
    assert TEXT.spelt("fast") == "fast"


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, ".TRUE."), (False, ".FALSE."), (4, "4"), (1e-6, "1e-06"), ((2, -1, 0.5), "2 -1 0.5"),
     ("Fast", "Fast")],
)  # fmt: skip
def test_values_are_written_as_incar_has_them(value: Value, text: str) -> None:
    assert written(value) == text
