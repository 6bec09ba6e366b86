"""MACE as an ASE calculator that leaves the process as it was, on one CPU thread or a GPU."""

import contextlib
import io
import os
import pickle
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.data import chemical_symbols

from saggar.schemas.errors import EngineError

Precision = Literal["float32", "float64"]

_UNSAFE_LOADING = "TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"


class MaceCalculator(Calculator):  # type: ignore[misc]
    """ASE calculator of a MACE network with energy, forces and stress in double precision.

    Parameters
    ----------
    network : torch.nn.Module
        As `load_network` gives it.
    dtype : {"float32", "float64"}
        Its precision.
    device : {"cpu", "cuda"}
        Where it is.

    Raises
    ------
    EngineError
        If the network is of a kind that gives no single energy.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, network: Any, *, dtype: Precision, device: str) -> None:
        super().__init__()
        self._dtype = dtype
        self._known = {chemical_symbols[int(number)] for number in network.atomic_numbers}
        with _torch_of(dtype):
            try:
                self._mace = _mace().MACECalculator(
                    models=network, device=device, default_dtype=dtype
                )
            except ValueError as error:
                raise EngineError(f"this MACE model cannot be used: {error}") from error

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute energy (eV), forces (eV/A) and stress (Voigt, eV/A^3, positive in tension)."""
        super().calculate(atoms, properties, system_changes)
        self._require_known()
        with _torch_of(self._dtype):
            try:
                self._mace.calculate(self.atoms)
            except RuntimeError as error:
                raise EngineError(f"MACE cannot evaluate {self.atoms.symbols}: {error}") from error
        found = self._mace.results
        self.results = {
            "energy": float(found["energy"]),
            "free_energy": float(found["energy"]),
            "forces": np.array(found["forces"], dtype=np.float64),
            "stress": np.array(found["stress"], dtype=np.float64),
        }

    def _require_known(self) -> None:
        unknown = sorted(set(self.atoms.get_chemical_symbols()) - self._known)
        if unknown:
            raise EngineError(
                f"MACE cannot evaluate {self.atoms.symbols}: the model was not trained on "
                f"{', '.join(unknown)}; it knows {', '.join(sorted(self._known))}"
            )
        if not np.isfinite(self.atoms.positions).all():
            raise EngineError(f"MACE: a position of {self.atoms.symbols} is not finite")


def load_network(weights: Path, *, dtype: Precision, device: str) -> Any:
    """Return the MACE network of a file, ready to be evaluated.

    The file is a pickled module: loading it executes code in it.

    Raises
    ------
    EngineError
        If the file is no MACE model, or there is no GPU where one is asked for.
    """
    import torch

    torch.set_num_threads(1)
    if device == "cuda" and not torch.cuda.is_available():
        raise EngineError("MACE shall run on `device: cuda`, and torch finds no GPU; ask for auto")
    try:
        with _torch_of(dtype):
            _mace()  # what a model consists of is found by unpickling only after this import
            network = torch.load(weights, map_location=device, weights_only=False)
            network = network.to(device=device, dtype=getattr(torch, dtype))
    except (pickle.UnpicklingError, RuntimeError, EOFError, AttributeError, ImportError) as error:
        raise EngineError(
            f"{weights}: not a MACE model ({error}); give the .model file that MACE's trainer wrote"
        ) from error
    if not hasattr(network, "atomic_numbers"):
        raise EngineError(f"{weights}: holds a {type(network).__name__}, not a MACE model")
    network.eval()
    network.requires_grad_(False)
    return network


def _mace() -> Any:
    """Import mace.calculators, without what it prints about accelerators that are not there."""
    with contextlib.redirect_stdout(io.StringIO()):
        import mace.calculators
    return mace.calculators


@contextlib.contextmanager
def _torch_of(dtype: Precision) -> Iterator[None]:
    """Let MACE have its default precision, and undo that and what its import does to loading.

    Warnings of e3nn, which MACE is built on, are of no use to who evaluates a model.
    """
    import torch

    before, unsafe = torch.get_default_dtype(), os.environ.get(_UNSAFE_LOADING)
    torch.set_default_dtype(getattr(torch, dtype))
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "`torch.jit.* is deprecated", DeprecationWarning)
            warnings.filterwarnings("ignore", f"Environment variable {_UNSAFE_LOADING}")
            yield
    finally:
        torch.set_default_dtype(before)
        if unsafe is None:
            os.environ.pop(_UNSAFE_LOADING, None)
