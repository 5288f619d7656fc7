# Everything runs in .venv of this folder; `make` makes it when it is missing or out of date.
# It needs Python 3.11 or newer, make, and a package index that pip can reach.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.PHONY: setup report test lint trust

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# Derive every ready cell, verify every claim, write reports/.
report: setup
	$(BIN)/symrnn derive --all --out reports/derivations
	$(BIN)/symrnn report --out reports

# The tests of symrnn itself, without those that take minutes.
test: setup
	$(BIN)/python -m pytest -q -n $(JOBS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy

# Measure how far the verdicts can be trusted, and write OUT/trust.md and OUT/trust.json: about half an hour on two cores.
# With AGAINST=FILE, a goal that is met there must be met; what changed is shown.
OUT ?= reports
trust: setup
	$(BIN)/python -m symrnn.trust --jobs $(JOBS) --out $(OUT) $(if $(AGAINST),--against $(AGAINST))
