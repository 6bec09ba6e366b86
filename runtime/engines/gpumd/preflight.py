"""All that can be wrong with the input of a deck, found before the first step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from saggar.runtime.engines.gpumd.deck import Deck, NptScr, Nve, Potential, read_deck
from saggar.runtime.engines.gpumd.forces import NepHeader, read_nep_header
from saggar.runtime.engines.gpumd.model import Model, read_model
from saggar.runtime.engines.gpumd.releases import Release
from saggar.runtime.engines.gpumd.state import cell_volume, thicknesses
from saggar.schemas.errors import EngineError

_NO_VOLUME_A3 = 1e-6


def prepare(folder: Path, release: Release) -> tuple[Deck, Model]:
    """Read and check everything that a deck needs, before anything is computed.

    Raises
    ------
    EngineError
        With all problems found: of run.in by line, of model.xyz, of the potentials, and between
        them.
    """
    if not (folder / "run.in").is_file():
        raise EngineError(f"run.in does not exist in {folder}")
    deck, problems = read_deck((folder / "run.in").read_text(encoding="utf-8"), release)
    headers, unreadable = _read_headers(folder, deck)
    problems.extend(unreadable)
    problems.extend(_committee_problems(headers))
    try:
        model = read_model(folder / "model.xyz")
    except EngineError as problem:
        raise _refusal(folder, [*problems, str(problem)]) from problem
    problems.extend(_model_problems(model, deck))
    if headers:
        problems.extend(_fit_problems(model, headers[0][1]))
    if problems:
        raise _refusal(folder, problems)
    return deck, model


def _refusal(folder: Path, problems: Iterable[str]) -> EngineError:
    return EngineError("\n".join([f"{folder} cannot be executed:", *problems]))


def _read_headers(folder: Path, deck: Deck) -> tuple[list[tuple[Potential, NepHeader]], list[str]]:
    headers, problems = [], []
    for potential in deck.potentials:
        try:
            headers.append((potential, read_nep_header(folder / potential.file)))
        except EngineError as problem:
            problems.append(f"run.in:{potential.line}: {problem}")
    return headers, problems


def _committee_problems(headers: Sequence[tuple[Potential, NepHeader]]) -> Iterable[str]:
    for potential, header in headers[1:]:
        first = headers[0][1].species
        if header.species != first:
            yield (
                f"run.in:{potential.line}: {potential.file} lists {' '.join(header.species)}, the "
                f"first potential {' '.join(first)}; a committee needs one order"
            )


def _model_problems(model: Model, deck: Deck) -> Iterable[str]:
    if len(model.species) < 2:
        yield "model.xyz: one atom; GPUMD needs at least two"
    if cell_volume(model.cell) < _NO_VOLUME_A3:
        yield f"model.xyz: the cell has no volume ({cell_volume(model.cell):g} A^3)"
    if model.masses is not None and not (model.masses > 0.0).all():
        yield "model.xyz: a mass is not above zero"
    if model.velocities is None:
        yield "model.xyz: no velocities; give the property vel:R:3 in A/fs"
    elif not model.velocities.any() and any(
        not isinstance(block.ensemble, Nve) for block in deck.blocks
    ):
        yield "model.xyz: all velocities are zero, which a thermostat that scales them cannot heat"
    yield from _barostat_problems(model, deck)


def _barostat_problems(model: Model, deck: Deck) -> Iterable[str]:
    orthogonal = not (model.cell - np.diag(np.diag(model.cell))).any()
    for block in deck.blocks:
        ensemble = block.ensemble
        if isinstance(ensemble, NptScr) and len(ensemble.pressure_GPa) < 6 and not orthogonal:
            yield (
                f"run.in:{ensemble.line}: npt_scr with three pressures, but the cell in model.xyz "
                "has off-diagonal components (any but exactly 0 counts); give six pressures and "
                "moduli"
            )


def _fit_problems(model: Model, header: NepHeader) -> Iterable[str]:
    unknown = sorted(set(model.species) - set(header.species))
    if unknown:
        yield (
            f"model.xyz: species {', '.join(unknown)} are not in the potential, which has "
            f"{', '.join(header.species)}"
        )
    cutoff = header.radial_cutoff_A
    widths = thicknesses(model.cell) if cell_volume(model.cell) > _NO_VOLUME_A3 else np.array([])
    if widths.size and widths.min() <= 2.5 * (cutoff + 1.0) and widths.max() > 10.0 * cutoff:
        yield (
            f"model.xyz: the cell is {' x '.join(f'{width:.3f}' for width in widths)} A thick; "
            f"GPUMD refuses one thickness up to 2.5 (rc + 1) = {2.5 * (cutoff + 1):g} A together "
            f"with another above 10 rc = {10 * cutoff:g} A. Repeat the thin directions, or shorten "
            "the long one"
        )
