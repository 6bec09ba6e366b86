"""Where a crystal structure comes from, as its CIF says."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gemmi

_DATABASES = {
    "_database_code_ICSD": "ICSD",
    "_cod_database_code": "COD",
    "_database_code_COD": "COD",
    "_database_code_CSD": "CSD",
    "_database_code_depnum_ccdc_archive": "",
}
"""What each code is preceded by; that of the CCDC names itself."""

_TITLES = ("_citation_title", "_publ_section_title")
_JOURNALS = ("_citation_journal_abbrev", "_citation_journal_full", "_journal_name_full")
_YEARS = ("_citation_year", "_journal_year")
_IDENTIFIERS = ("_citation_doi", "_journal_paper_doi", "_citation_database_id_doi")


def source_of(cif: str) -> str:
    """Read what a CIF says of its origin.

    Parameters
    ----------
    cif : str
        Content of the file, which is a CIF.

    Returns
    -------
    str
        Code of a database, title, journal and year, and DOI, as far as they are there; empty
        where nothing is.

    References
    ----------
    Core dictionary of the IUCr; codes of the ICSD, COD and CSD as these databases write them.
    """
    import gemmi

    blocks = list(gemmi.cif.read_string(cif))
    codes = ((name, _first(blocks, (tag,))) for tag, name in _DATABASES.items())
    year = _first(blocks, _YEARS)
    doi = _first(blocks, _IDENTIFIERS).removeprefix("https://doi.org/").removeprefix("doi:")
    parts = (
        next((f"{name} {code}".strip() for name, code in codes if code), ""),
        _first(blocks, _TITLES),
        " ".join(filter(None, (_first(blocks, _JOURNALS), year and f"({year})"))),
        doi and f"doi:{doi}",
    )
    return ", ".join(filter(None, parts))


def _first(blocks: "list[gemmi.cif.Block]", tags: tuple[str, ...]) -> str:
    """Give the first known value of some tags, on one line and without quotes."""
    import gemmi

    found = (
        " ".join(gemmi.cif.as_string(value).split())
        for tag in tags
        for block in blocks
        for value in block.find_values(tag)
        if not gemmi.cif.is_null(value)
    )
    return next(found, "")
