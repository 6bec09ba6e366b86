"""Results on disk under the digest of what they were computed from."""

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from saggar.runtime.durable import write_atomically

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


def canonical_json(value: object) -> str:
    """Return `value` as JSON on one line with sorted keys, the form that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


class ContentStore:
    """Entries on disk, one JSON file each, shared by studies and safe for concurrent writers.

    An entry stands in ``root/<first two digits>/<digest>.json``; floats are written so that they
    read back bit for bit. It is written under another name and renamed, so a reader sees a whole
    entry or none. A damaged entry counts as absent: it is logged, kept in `damaged` and replaced by
    the next `put`.

    Parameters
    ----------
    root : Path
        Folder of the store; made on the first `put`.
    content : str
        What messages call an entry, such as ``label``.
    version : int
        Version of the entries; those of another one count as damaged.

    Attributes
    ----------
    damaged : list of Path
        Entries that this object found unreadable.
    """

    def __init__(self, root: Path, *, content: str, version: int) -> None:
        self.root = root
        self.damaged: list[Path] = []
        self._content, self._version = content, version

    def path(self, digest: str) -> Path:
        """Return the file of an entry, whether or not it exists."""
        return self.root / digest[:2] / f"{digest}.json"

    def get(self, digest: str, parse: Callable[[dict[str, Any]], Result]) -> Result | None:
        """Return what `parse` makes of an entry, None if there is none or it is damaged.

        Parameters
        ----------
        digest : str
            64 hexadecimal digits.
        parse : callable
            Takes the fields; `ValueError`, `KeyError`, `TypeError` and `AttributeError` that it
            raises tell that the entry is damaged.
        """
        path = self.path(digest)
        try:
            return parse(self._fields(digest, path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._report_damage(path, error)
            return None

    def put(self, digest: str, fields: dict[str, Any]) -> None:
        """Store the fields of an entry, all of them JSON values.

        Raises
        ------
        ValueError
            If a number is not finite.
        """
        body = {"format": self._version, "key": digest, **fields}
        text = canonical_json({**body, "sha256": _checksum(body)}) + "\n"
        write_atomically(self.path(digest), text)

    def _fields(self, digest: str, text: str) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(text)
        checksum = body.pop("sha256")
        if checksum != _checksum(body):
            raise ValueError("checksum differs")
        key, version = body.pop("key"), body.pop("format")
        if key != digest or version != self._version:
            raise ValueError(f"entry of key {key}, format {version}")
        return body

    def _report_damage(self, path: Path, error: Exception) -> None:
        logger.warning("%s %s is damaged (%s); it is computed again", self._content, path, error)
        if path not in self.damaged:
            self.damaged.append(path)


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()
