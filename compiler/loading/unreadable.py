"""Values that could not be read: nothing is judged that looks at one.

A campaign with faults in some places is judged in all others. Where a fault is, the campaign holds
an `Unreadable`: it may be handed on, and whoever asks for anything of it, be it its truth, is
stopped by an `UnreadableValueError`. So no message can follow from a value that is wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from saggar.compiler.positions import KeyPath
from saggar.schemas.base import user_key
from saggar.schemas.errors import CampaignError

_Value = TypeVar("_Value")
_Other = TypeVar("_Other")


class UnreadableValueError(CampaignError):
    """Something asked for a value that could not be read."""


STOPPED = (UnreadableValueError, PydanticSerializationError)
"""What stops at an unreadable value: asking for it, or writing the section that holds it."""


def _refuse(*_operands: Any, **_options: Any) -> NoReturn:
    raise UnreadableValueError("a value of the campaign could not be read")


class Unreadable:
    """A value that is written and could not be read.

    Two of them are never known to be equal, so that each place has one of its own.
    """

    __slots__ = ()

    __getattribute__ = __setattr__ = __delattr__ = __dir__ = _refuse
    __bool__ = __hash__ = __repr__ = __str__ = __bytes__ = __format__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __contains__ = __getitem__ = __reversed__ = __call__ = _refuse
    __int__ = __float__ = __complex__ = __index__ = __round__ = _refuse
    __trunc__ = __floor__ = __ceil__ = __abs__ = __neg__ = __pos__ = __invert__ = _refuse
    __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __pow__ = _refuse
    __radd__ = __rsub__ = __rmul__ = __rtruediv__ = __rfloordiv__ = __rmod__ = __rpow__ = _refuse
    __and__ = __or__ = __xor__ = __rand__ = __ror__ = __rxor__ = __matmul__ = __rmatmul__ = _refuse
    __divmod__ = __rdivmod__ = __lshift__ = __rshift__ = __reduce_ex__ = __fspath__ = _refuse


class Incomplete(dict[str, Any]):
    """A section of names of which some could not be read: it may hold more than it shows.

    What is there can be asked for; going through all of it ends, and a name that is not there is
    answered, by an `UnreadableValueError`.
    """

    def __iter__(self) -> Iterator[str]:
        """Give the names that are known, and refuse to say that these are all."""
        yield from super().__iter__()
        _refuse()

    def __missing__(self, name: str) -> NoReturn:
        """Refuse to say that a name is not there."""
        _refuse()

    def __contains__(self, name: object) -> bool:
        """Say that a name is there, or refuse to say."""
        return super().__contains__(name) or _refuse()

    def get(self, name: str, default: Any = None) -> Any:
        """Give what stands under a name, or refuse to say that nothing does."""
        return self[name]

    def keys(self) -> Any:
        """Give the names that are known, and refuse to say that these are all."""
        return iter(self)

    def values(self) -> Any:
        """Give the values that are known, and refuse to say that these are all."""
        return (self[name] for name in self)

    def items(self) -> Any:
        """Give the entries that are known, and refuse to say that these are all."""
        return ((name, self[name]) for name in self)

    __len__ = __eq__ = __ne__ = __or__ = __ror__ = __repr__ = __reversed__ = _refuse

    def __bool__(self) -> bool:
        """Say that there is something: what could not be read at the least."""
        return True


def is_readable(value: object) -> bool:
    """Say whether a value can be looked at."""
    return type(value) is not Unreadable


def as_far_as_readable(values: Callable[[], Iterable[_Value]]) -> Iterator[_Value]:
    """Give values up to the first that cannot be told, because it takes what is unreadable.

    Parameters
    ----------
    values : callable
        Gives them one by one.
    """
    try:
        yield from values()
    except STOPPED:
        return


def one_by_one(
    items: Iterable[_Value], judge: Callable[[_Value], Iterable[_Other]]
) -> Iterator[_Other]:
    """Give what is found of each item, of those that are unreadable as far as it can be told.

    Parameters
    ----------
    items : iterable
        What is judged.
    judge : callable
        Gives what it finds of one item.
    """
    for item in items:
        yield from as_far_as_readable(partial(judge, item))


def readable(value: Callable[[], _Value], otherwise: _Other) -> _Value | _Other:
    """Give a value, or another one where it takes what is unreadable."""
    try:
        return value()
    except STOPPED:
        return otherwise


def below(value: Any) -> Iterator[tuple[str | int, Any]]:
    """Give what stands directly below a value, by the keys of a user."""
    if not is_readable(value):
        return
    if isinstance(value, BaseModel):
        yield from ((user_key(name), each) for name, each in value)
    elif isinstance(value, dict):
        yield from dict.items(value)
    elif isinstance(value, tuple):
        yield from enumerate(value)


def is_whole(value: Any) -> bool:
    """Say whether a value and all below it can be looked at."""
    if not is_readable(value) or isinstance(value, Incomplete):
        return False
    return all(is_whole(each) for _, each in below(value))


def unreadable_at(value: Any, path: KeyPath) -> Any:
    """Give a value in which what stands at a path is unreadable."""
    if not path or not is_readable(value):
        return Unreadable()
    parts = dict(below(value))
    parts[path[0]] = unreadable_at(parts.get(path[0]), path[1:])
    if isinstance(value, BaseModel):
        field = next(each for each in type(value).model_fields if user_key(each) == path[0])
        return value.model_copy(update={field: parts[path[0]]})
    return type(value)(parts) if isinstance(value, dict) else tuple(parts.values())
