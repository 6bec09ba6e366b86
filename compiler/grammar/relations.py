"""Conditions between the arguments of one line."""

from collections.abc import Mapping

from saggar.compiler.grammar.arguments import Different, Divides, Less, Relation
from saggar.compiler.grammar.values import Value


def broken(relation: Relation, values: Mapping[str, Value]) -> str:
    """Say how arguments break a relation.

    Parameters
    ----------
    relation : Relation
        What must hold.
    values : mapping of str to Value
        Arguments by name.

    Returns
    -------
    str
        Empty where it holds or cannot be judged.
    """
    one, word, other = _terms(relation)
    a, b = values.get(one), values.get(other)
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return ""
    return "" if _holds(relation, a, b) else f"{one} ({a:g}) {word} {other} ({b:g})"


def _terms(relation: Relation) -> tuple[str, str, str]:
    match relation:
        case Less(small, large, or_equal):
            return small, "must not exceed" if or_equal else "must be below", large
        case Different(one, other):
            return one, "must differ from", other
        case Divides(divisor, dividend):
            return divisor, "must divide", dividend


def _holds(relation: Relation, a: float, b: float) -> bool:
    match relation:
        case Less(_, _, or_equal, magnitude):
            small = abs(a) if magnitude else a
            return small <= b if or_equal else small < b
        case Different():
            return a != b
        case Divides():
            return a != 0 and b % a == 0
