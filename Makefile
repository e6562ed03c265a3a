# `make demo` and `make test` are all a newcomer needs: each makes .venv and installs what it uses.
# PYTHON picks the interpreter; by default the newest of 3.11 and later that really runs.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
JOBS ?= auto
READY := .venv/.ready
PEERS := .venv/.peers

.PHONY: demo test test-postgres test-slow check format bench docs clean
.DEFAULT_GOAL := demo

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "onboardctl needs Python 3.11 or later on the PATH"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $(PEERS)

demo: $(READY)  ## a customer-success team's day, with the real program
	@$(BIN)/onboardctl demo build/demo --replace

test: $(READY)  ## every test that needs no minutes
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow"

test-postgres: $(READY)  ## the command line and the journeys with stores on a private server
	ONBOARDCTL_TEST_ENGINE=postgresql ONBOARDCTL_NEED_POSTGRES=1 $(BIN)/python -m pytest -n $(JOBS) \
		-m "not slow" tests/cli tests/journeys tests/team tests/store/test_engine.py tests/store/test_both_engines.py

test-slow: $(READY)  ## the long ones too: 200 kills, eight writers, many examples
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -n $(JOBS)

check: $(READY)  ## format, lint, types, layers, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY)  ## write the generated pages: acceptance, commands, errors
	$(BIN)/python docs/generate.py

bench: $(PEERS)  ## ratios against a floor or a peer, side by side
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
