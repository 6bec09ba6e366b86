"""Why a document is not of the form in which it is read, in one clause."""

from pydantic import ValidationError


def misfit(error: ValidationError) -> str:
    """Say what a document is whose fields are not those that are read.

    Parameters
    ----------
    error : ValidationError
        What reading it has raised.

    Returns
    -------
    str
        To follow "is": fields that are missing or not known may be those of another version, any
        other fault is damage; the first is named.
    """
    faults = error.errors(include_url=False, include_input=False)
    first = faults[0]
    place = ".".join(map(str, first["loc"])) or "the whole"
    more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    if first["type"] == "missing":
        return f"damaged, or of another version: {place} is missing{more}"
    if first["type"] == "extra_forbidden":
        return f"damaged, or of another version: {place} is not known here{more}"
    return f"damaged: {place}: {first['msg']}{more}"
