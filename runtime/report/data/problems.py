"""Results that stand but cannot be read: left out of the report, and named in it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from saggar.schemas.errors import RunStateError

Value = TypeVar("Value")
Arguments = ParamSpec("Arguments")


class Problems:
    """What could not be read, in the order in which it was met."""

    def __init__(self) -> None:
        self._messages: list[str] = []

    @property
    def messages(self) -> tuple[str, ...]:
        """One sentence each."""
        return tuple(dict.fromkeys(self._messages))

    def attempt(
        self,
        read: Callable[Arguments, Value],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Value | None:
        """Call a reader; where it fails, note why and give none."""
        try:
            return read(*arguments, **named)
        except RunStateError as error:
            self._messages.append(str(error))
            return None
