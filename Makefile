# Everything runs in .venv of this folder; `make` makes it when it is missing or out of date.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup report test lint trust

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

report: setup
	$(BIN)/symrnn derive --all --out reports/derivations
	$(BIN)/symrnn report --out reports

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

# What the tool must never get wrong: planted errors, faults of processes, known wrong results of algebra systems.
trust: setup
	$(BIN)/python -m pytest -m 'slow or not slow' tests/faults
	$(BIN)/symrnn mutate
