"""Fills templates. Pure: no clock, no path, no set order; what is missing is an error."""

from functools import cache
from typing import TYPE_CHECKING

from saggar.schemas.base import Frozen

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("saggar.templates", ""),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )


def render(template: str, context: Frozen) -> str:
    """Fill one template.

    Parameters
    ----------
    template : str
        Path under ``templates/``, for instance ``gpumd/run.in.j2``.
    context : Frozen
        Values under the names that the template uses, already formatted.

    Returns
    -------
    str
        The file's text, ending in a newline.
    """
    return _environment().get_template(template).render(context.model_dump())


def plain(number: float) -> str:
    """Write a number for an input file: shortest form, no exponent where none is needed.

    Parameters
    ----------
    number : float
        Any finite number.

    Returns
    -------
    str
        At most 10 significant digits: ``300``, ``0.0001``, ``1e-06``.
    """
    return f"{number:.10g}"
