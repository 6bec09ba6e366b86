"""What the embedded trainer made of nep.in."""

import json
from pathlib import Path

from saggar.runtime.engines.nep.translation import Change, Translation
from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.records import RunRecords
from saggar.schemas.errors import RunStateError


def read_translation(records: RunRecords, problems: Problems) -> Translation | None:
    """Read the translation of the final training, else of the last one that is finished."""
    trained = [*records.finished("train"), *records.finished("train", "final_training")]
    if not trained:
        return None
    path = trained[-1].folder / "translation.json"
    return problems.attempt(_translation, path) if path.is_file() else None


def _translation(path: Path) -> Translation:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        changed = tuple(Change(**change) for change in content["changed"])
        return Translation(content["trainer"], tuple(content["kept"]), changed)
    except (ValueError, KeyError, TypeError) as error:
        raise RunStateError(f"{path} is no record of a translation: {error!r}") from error
