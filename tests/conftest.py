"""Fixtures and options that all tests share."""

from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="write the golden files from what is rendered now; read the difference in review",
    )


@pytest.fixture(scope="session", autouse=True)
def _own_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what commands remember apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAGGAR_CACHE_DIR", str(tmp_path_factory.mktemp("memory")))
        yield
