"""Fills templates. Pure: no clock, no path, no set order; what is missing is an error.

Prose is a Jinja template. The deck of an engine is lines of a keyword with its arguments, of which
some come several times or not at all: its template holds each line once, and to fill that takes
less time than to import Jinja.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import saggar.templates
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
    """Fill a Jinja template.

    Parameters
    ----------
    template : str
        Path under ``templates/``, for instance ``campaign/phases.yaml.j2``.
    context : Frozen
        Values under the names that the template uses, already formatted.

    Returns
    -------
    str
        The file's text, ending in a newline.
    """
    return _environment().get_template(template).render(context.model_dump())


def render_deck(template: str, values: Mapping[str, object]) -> str:
    """Fill a template of lines, each of which names one value in braces.

    Parameters
    ----------
    template : str
        Path under ``templates/``, for instance ``gpumd/run.in``.
    values : mapping of str to object
        Under the names that the template uses, already formatted. The line of a tuple is written
        once for each of its items, that of None is left out.

    Returns
    -------
    str
        The file's text, ending in a newline.
    """
    return "".join(
        f"{before}{each}{after}\n"
        for before, name, after in _lines(template)
        for each in _items(values[name])
    )


@cache
def _lines(template: str) -> tuple[tuple[str, str, str], ...]:
    """Give for each line what stands before the name of its value, the name, and what follows."""
    (folder,) = saggar.templates.__path__
    text = (Path(folder) / template).read_text(encoding="utf-8")
    return tuple(_LINE.findall(text))


_LINE = re.compile(r"^(.*)\{(\w+)\}(.*)$", re.MULTILINE)


def _items(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


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
