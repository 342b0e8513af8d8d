# Everything a fresh machine with Python 3.11 or newer needs. `make run` and `make test` are the two to know.
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: run test setup lint unit screens scan terraform e2e bench snapshots format pictures clean

run: setup ## Open the console on the sandbox.
	@scripts/ensure-engine $(PYTHON)
	@scripts/with-mirror $(VENV)/bin/infra-console --sandbox

test: setup lint unit screens scan terraform e2e ## Everything CI runs, the fast parts first.

setup: $(STAMP) ## The virtual environment, with `infra-console` in .venv/bin.

$(STAMP): requirements/dev.txt pyproject.toml
	@scripts/make-environment $(VENV)
	@touch $(STAMP)

lint: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

unit: setup
	@scripts/run-tests $(PYTHON) -n 2 --dist loadgroup tests/unit tests/adapters tests/engine tests/faults tests/contract tests/store tests/sandbox

screens: setup
	@scripts/run-tests $(PYTHON) -n 2 tests/screens tests/snapshots

scan: setup ## What a scanner of Terraform finds; it has an environment of its own.
	@PYTHON=$(CURDIR)/$(PYTHON) scripts/scan-modules

terraform: setup
	@scripts/run-tests $(PYTHON) -n 2 tests/terraform

e2e: setup ## Four at once: the provider mostly waits. Each takes about 1.3 GB.
	@scripts/ensure-browser
	@scripts/run-tests $(PYTHON) -n 4 --dist loadgroup tests/e2e

bench: setup ## The figures, each beside its reference of the same run.
	@scripts/with-mirror $(PYTHON) -m bench

snapshots: setup ## Accept the screens as they are now.
	@scripts/run-tests $(PYTHON) -n 2 tests/snapshots --snapshot-update

pictures: setup ## Regenerate docs/pictures from the running program.
	@scripts/with-mirror $(PYTHON) scripts/take_pictures.py

format: setup
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	terraform fmt -recursive terraform_modules

clean:
	rm -rf $(VENV) .scan-venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
