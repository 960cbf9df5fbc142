# Two commands matter: `make lab` and `make test`. The rest is for those who change things.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TOOLS  := $(VENV)/.tools
BROWSER := .venv-browser
ARGS   ?=
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml
export PYTHONDONTWRITEBYTECODE :=
export MPLBACKEND := agg

.PHONY: help lab test check bench lock generate notebooks clean
help:  ## say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

# The environment: exact versions of the lock, bytecode compiled; built once, rebuilt when a lock changes.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cakit needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@echo "Building $(VENV) from requirements.lock (once, about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m pip uninstall --quiet --yes uv
	@$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" >/dev/null 2>&1
	@touch $(STAMP)

# The tools of `make test`, on top of it.
$(TOOLS): tests/requirements.lock $(STAMP)
	@echo "Adding the test tools of tests/requirements.lock"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.lock
	@touch $(TOOLS)

lab: $(STAMP)  ## open JupyterLab on the notebooks (ARGS="--no-browser --port 8899" passes options on)
	@echo "JupyterLab on notebooks/; stop with Ctrl-C"
	@$(BIN)/jupyter lab --notebook-dir notebooks $(ARGS)

test: $(TOOLS)  ## lint, types, unit tests, doctests, data, strict nbval on every notebook and solution
	@echo "1/4 ruff";            $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "2/4 types";           $(BIN)/mypy
	@echo "3/4 tests, doctests, data"; $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)
	@echo "4/4 notebooks, strictly";   $(BIN)/python -m pytest -n 2 --dist loadfile --nbval --nbval-cell-timeout 60 --nbval-sanitize-with tests/sanitize.cfg notebooks

# The browser's driver has an environment of its own, so that the kit's stays small.
$(BROWSER)/.installed:
	@echo "Building $(BROWSER) for the browser tests"
	@$(PYTHON) -m venv $(BROWSER)
	@$(BROWSER)/bin/python -m pip install --quiet --disable-pip-version-check playwright
	@touch $@

check: $(TOOLS)  ## the explorers in a real browser: accessibility, keys, speed, memory, downloads
	@command -v chromium >/dev/null || [ -n "$$CHROMIUM" ] || { echo "make check needs Chromium: apt-get install chromium (or CHROMIUM=/path/to/it)"; exit 1; }
	@$(MAKE) --no-print-directory $(BROWSER)/.installed
	@$(BROWSER)/bin/python tests/browser/check_explore.py $(ARGS)

bench: $(TOOLS)  ## speed as ratios, measured side by side
	@$(BIN)/python tools/bench.py

generate: $(TOOLS)  ## rewrite what is derived from descriptors and notebooks
	@$(BIN)/python tools/generate.py

notebooks: $(STAMP)  ## run every notebook from a clean kernel and store its outputs
	@$(BIN)/python tools/run_notebooks.py

lock: $(TOOLS)  ## resolve requirements.lock anew from pyproject.toml
	@$(LOCK) --extra lab -o requirements.lock
	@$(LOCK) --extra lab --extra test -c requirements.lock -o tests/requirements.lock

clean:  ## remove the environment and caches
	@rm -rf $(VENV) $(BROWSER) build dist .pytest_cache .mypy_cache .ruff_cache
