"""A downloaded cell as it is frozen: a CIF under a header that tells where it comes from."""

import hashlib
import re
from typing import NamedTuple, Self

SOURCE = re.compile(r"mp-\d+")
"""Identifier of a material in the Materials Project; a `source` that is one, and nothing else."""

_HEADER = re.compile(
    r"# Materials Project (?P<material>mp-\d+)\n"
    r"# database version (?P<version>[^\n]*)\n"
    r"# sha256 (?P<sha256>[0-9a-f]{64}) of the lines below\n"
)


class CellRecord(NamedTuple):
    """A cell of the Materials Project in one version of its database.

    Parameters
    ----------
    material : str
        Identifier, such as ``mp-1565``.
    version : str
        Version of the database; it is the date of its release.
    sha256 : str
        Of the CIF when it was written.
    cif : str
        The CIF.
    """

    material: str
    version: str
    sha256: str
    cif: str

    @classmethod
    def of(cls, material: str, version: str, cif: str) -> Self:
        """Make the record of a CIF that was just downloaded."""
        return cls(material, version, _digest(cif), cif)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read the text of a file; None if it has no header of a record."""
        header = _HEADER.match(text)
        if header is None:
            return None
        return cls(header["material"], header["version"], header["sha256"], text[header.end() :])

    @property
    def is_intact(self) -> bool:
        """Whether the CIF is the one that was downloaded."""
        return _digest(self.cif) == self.sha256

    @property
    def text(self) -> str:
        """Content of the file."""
        return (
            f"# Materials Project {self.material}\n"
            f"# database version {self.version}\n"
            f"# sha256 {self.sha256} of the lines below\n"
            f"{self.cif}"
        )


def _digest(cif: str) -> str:
    return hashlib.sha256(cif.encode()).hexdigest()
