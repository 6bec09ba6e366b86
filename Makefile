# Two commands set everything up: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN ?= runs/demo

.PHONY: setup demo test test-all check bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[laptop,mace,dev]"
	touch $@

demo: $(READY)  ## run the demo campaign to its report
	$(BIN)/saggar run campaigns/demo/campaign.yaml --out $(RUN)

test: $(READY)  ## the default tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

test-all: $(READY)  ## the slow tests too
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -m "not bench and not slurm and not gpu and not licensed"

check: $(READY)  ## lint, format, types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed, as ratios
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m bench --log-cli-level=INFO tests/benchmarks

clean:
	rm -rf $(VENV) build dist runs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
