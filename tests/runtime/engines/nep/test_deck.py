"""Reading nep.in and the head of nep.txt."""

from pathlib import Path

import pytest

from saggar.runtime.engines.nep.architecture import read_architecture
from saggar.runtime.engines.nep.deck import LossWeights, read_nep_in
from saggar.runtime.nep_file import Architecture
from saggar.schemas.errors import EngineError

from .conftest import NEP_IN


@pytest.fixture
def read(tmp_path: Path):
    def reader(text: str):
        path = tmp_path / "nep.in"
        path.write_text(text)
        return read_nep_in(path)

    return reader


def test_every_key_arrives(read) -> None:
    deck = read(NEP_IN + "zbl 1.2  # outer\n")
    assert deck.architecture == Architecture(
        species=("Li", "Cl"),
        cutoff_A=(4.0, 3.5),
        n_max=(2, 2),
        basis_size=(4, 4),
        l_max=(4, 2, 0),
        neurons=4,
        zbl_A=1.2,
    )
    assert deck.loss == LossWeights(energy=1.0, forces=1.0, virial=0.1)
    assert (deck.batch, deck.population, deck.generations) == (1000, 50, 100)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("neuron 4", "neurons 4", r"nep\.in:7: the embedded trainer does not know 'neurons'"),
        ("neuron 4", "lambda_1 0.1", "does not know 'lambda_1'"),
        ("neuron 4\n", "", "neuron missing"),
        ("neuron 4", "neuron 4\nneuron 5", r"nep\.in:8: neuron is given a second time"),
        ("neuron 4", "neuron 4 5", r"nep\.in:7: neuron 4 5: 1 integers are needed"),
        ("neuron 4", "neuron four", "neuron four: 1 integers"),
        ("cutoff 4 3.5", "cutoff 4", r"nep\.in:3: cutoff 4: 2 numbers"),
        ("type 2 Li Cl", "type 3 Li Cl", r"nep\.in:1: type: '3' elements announced and 2 named"),
        ("version 4", "version 3", r"nep\.in:2: version 3: the embedded trainer makes NEP4 only"),
        ("lambda_f 1", "lambda_f -1", r"lambda_f is -1; a weight is 0 or more"),
        ("lambda_f 1", "lambda_f nan", r"lambda_f is nan"),
        ("batch 1000", "batch 0", r"batch is 0; it must be at least 1"),
    ],
)
def test_wrong_deck_is_refused_with_its_line(read, before: str, after: str, message: str) -> None:
    assert before in NEP_IN
    with pytest.raises(EngineError, match=message):
        read(NEP_IN.replace(before, after))


def test_head_of_a_potential_of_gpumd_is_read(tmp_path: Path) -> None:
    path = tmp_path / "nep.txt"
    path.write_text(
        "nep4_zbl 4 Li Zr Cl O \nzbl 1 2\ncutoff 5 4 48 30\nn_max 4 4\nbasis_size 8 8\n"
        "l_max 4 2 0 \nANN 20 0\n  9.6584223e-02\n"
    )
    assert read_architecture(path) == Architecture(
        ("Li", "Zr", "Cl", "O"), (5.0, 4.0), (4, 4), (8, 8), (4, 2, 0), 20, 2.0
    )


@pytest.mark.parametrize("head", ["", "nep3 1 Li\n", "nep4 1 Li\ncutoff 5 4 48 30\n"])
def test_file_that_is_no_nep4_is_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "nep.txt"
    path.write_text(head)
    with pytest.raises(EngineError, match="not that of a NEP4 potential"):
        read_architecture(path)
