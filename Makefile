# Everything a newcomer needs, from a machine with Python 3.11, make and git.
#   make refresh                                       demo England, end to end
#   make refresh ORIGIN=archive ARCHIVE=../some/folder  the real publisher files
#   make test                                          all tests

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ORIGIN ?= demo
ARCHIVE ?=
OUT    ?=

REFRESH_OPTIONS := --origin $(ORIGIN) $(if $(ARCHIVE),--archive "$(ARCHIVE)") $(if $(OUT),--out "$(OUT)")

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev refresh test test-fast lint lock dev clean

help:
	@sed -n '2,4s/^# *//p' Makefile

setup: $(VENV)/.runtime-ready
setup-dev: $(VENV)/.dev-ready

$(BIN)/uv: requirements/setup.txt
	@echo "Setting up a virtual environment in $(VENV) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt
	@touch $@

$(VENV)/.runtime-ready: $(BIN)/uv requirements/runtime.txt pyproject.toml
	@echo "Installing the locked dependencies (about a minute) ..."
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/runtime.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev-ready: $(VENV)/.runtime-ready requirements/dev.txt
	@echo "Installing the locked test and lint tools ..."
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

refresh: setup
	$(BIN)/lbn refresh $(REFRESH_OPTIONS)

test: setup-dev
	$(BIN)/python -m pytest

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

dev: setup
	DAGSTER_DISABLE_TELEMETRY=1 $(BIN)/dagster dev

# Only for whoever changes a dependency in pyproject.toml; needs the package index.
lock: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 requirements/setup.in -o requirements/setup.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

# Leaves real data alone: snapshots of publishers' files may not be had again.
clean:
	rm -rf $(VENV) out/demo out/ci-* dbt_project/target dbt_project/logs
