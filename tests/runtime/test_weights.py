"""Weights: where they are looked for, and that only the pinned ones are used."""

from pathlib import Path

import pytest

from saggar.runtime.weights import MACE, digest, published_mace, weights_of
from saggar.schemas.engines import Chgnet, Mace
from saggar.schemas.engines.mace import Published
from saggar.schemas.errors import EngineError

OTHER = "0" * 64


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "mace"
    folder.mkdir(parents=True)
    return folder


def local(root: Path, content: bytes = b"weights") -> tuple[Path, str]:
    file = root / "mine.model"
    file.write_bytes(content)
    return file, digest(file)


def test_published_models_lie_where_the_package_puts_them() -> None:
    from mace.calculators.foundations_models import mace_mp_urls

    names = {
        name: "".join(c for c in url.rsplit("/", 1)[-1] if c.isalnum() or c == "_")
        for name, url in mace_mp_urls.items()
    }
    assert MACE.items() <= names.items()
    assert set(MACE) == set(Published.__args__)


def test_place_of_published_models_is_that_of_the_package(cache: Path) -> None:
    from mace.tools.utils import get_cache_dir

    assert published_mace("medium-mpa-0").parent == Path(get_cache_dir())


def test_a_published_model_that_is_not_there_is_told_with_what_to_do(cache: Path) -> None:
    settings = Mace(engine="mace", model="small")
    with pytest.raises(EngineError, match=r"weights of MACE small are not .*saggar fetch FILE"):
        weights_of(settings, cache)


def test_a_published_model_with_another_digest_is_refused(cache: Path) -> None:
    file = cache / "macempa0mediummodel"
    file.write_bytes(b"weights")
    assert weights_of(Mace(engine="mace"), cache) == file
    assert weights_of(Mace(engine="mace", sha256=digest(file)), cache) == file
    with pytest.raises(EngineError, match=f"sha256 {digest(file)}, but {OTHER} is pinned"):
        weights_of(Mace(engine="mace", sha256=OTHER), cache)


@pytest.mark.parametrize("engine", [Chgnet, Mace])
def test_a_local_file_is_found_in_the_run_directory_by_its_digest(
    tmp_path: Path, engine: type[Chgnet] | type[Mace]
) -> None:
    file, sha256 = local(tmp_path)
    settings = engine(engine=engine.__name__.lower(), weights="../mine.model", sha256=sha256)
    with pytest.raises(EngineError, match=rf"work/weights/{sha256} is missing: put \.\./mine"):
        weights_of(settings, tmp_path)
    link = tmp_path / "work" / "weights" / sha256
    link.parent.mkdir(parents=True)
    link.symlink_to(file)
    assert weights_of(settings, tmp_path) == link
    file.write_bytes(b"changed")
    with pytest.raises(EngineError, match="is pinned"):
        weights_of(settings, tmp_path)
