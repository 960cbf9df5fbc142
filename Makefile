# Two commands matter: `make lab` and `make test`. The rest is for those who change things.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
TOOLS  := $(VENV)/.tools
BROWSER := .venv-browser
SITE   := .venv-site
LITE   := .venv-lite
TEACH  := .teach
ARGS   ?=
PYODIDE ?=
LOCK   := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes
export PYTHONDONTWRITEBYTECODE :=
export MPLBACKEND := agg
test notebooks generate site: export CAKIT_ANSWERS := off  # a developer's own answers stay out of it

.PHONY: help lab test check russian site slides handout release offline lite stick litecheck bench lock generate notebooks clean
help:  ## say what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

# A home that cannot be written to: Matplotlib would say so in the first lesson.
ifneq ($(shell [ -w "$$HOME" ] && echo yes),yes)
export MPLCONFIGDIR ?= $(CURDIR)/$(VENV)/matplotlib
endif

# The environment: exact versions of the lock, bytecode compiled. Built from nothing each time, so that one that was
# interrupted is never taken for a whole one. uv is the one of the lock. The path to src is relative: Python 3.11 reads
# the file in the encoding of the locale, and a folder may have any letters.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cakit needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@echo "Building $(VENV) from requirements.lock (once, about a minute)"
	@$(PYTHON) -m venv --clear $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' tests/requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python $(INSTALL) -r $(VENV)/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@for path in $(VENV)/lib/python*/site-packages/_editable_impl_cakit.pth; do echo ../../../../src > "$$path"; done
	@$(BIN)/python -m pip uninstall --quiet --yes uv
	@$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" >$(VENV)/jupyter.txt 2>&1 || { cat $(VENV)/jupyter.txt; exit 1; }
	@cp tools/jupyter_server_config.json $(VENV)/etc/jupyter/
	@touch $(STAMP)

# The tools of `make test`, on top of it; after an interruption all is built anew.
$(TOOLS): tests/requirements.lock $(STAMP)
	@if [ -e $(VENV)/.adding ]; then rm -f $(STAMP); $(MAKE) --no-print-directory $(STAMP); fi
	@echo "Adding the test tools of tests/requirements.lock"
	@touch $(VENV)/.adding
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/requirements.lock
	@rm $(VENV)/.adding
	@touch $(TOOLS)

lab: $(STAMP)  ## open JupyterLab on the notebooks (ARGS="--no-browser --port 8899" passes options on)
	@echo "JupyterLab opens 00_start_here. If no window appears, copy the address with token= from below into a browser."
	@echo "Run a cell with Shift+Enter. Stop: Ctrl-C, twice. A folder of your own: $(BIN)/cakit start my-seminar"
	@$(BIN)/jupyter lab --notebook-dir notebooks --LabApp.default_url=/lab/tree/00_start_here.ipynb $$([ "$$(id -u)" != 0 ] || echo --allow-root) $(ARGS)

test: $(TOOLS)  ## lint, types, unit tests, doctests, data, strict nbval on every notebook and solution
	@echo "1/4 ruff";            $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "2/4 types";           $(BIN)/mypy
	@echo "3/4 tests, doctests, data"; $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)
	@echo "4/4 notebooks, strictly";   $(BIN)/python -m pytest -n 2 --dist loadfile --nbval --nbval-cell-timeout 60 --nbval-sanitize-with tests/sanitize.cfg notebooks

# Site, browser tests and JupyterLite have environments of their own, so that the kit's stays small.
$(SITE)/.installed: docs/requirements.lock
	@echo "Building $(SITE) for the static site"
	@$(PYTHON) -m venv --clear $(SITE)
	@$(SITE)/bin/python $(INSTALL) -r docs/requirements.lock
	@touch $@

$(BROWSER)/.installed: tests/browser/requirements.lock
	@echo "Building $(BROWSER) for the browser tests and the Binder recipe"
	@$(PYTHON) -m venv --clear $(BROWSER)
	@$(BROWSER)/bin/python $(INSTALL) -r tests/browser/requirements.lock
	@touch $@

$(LITE)/.installed: docs/lite.lock
	@echo "Building $(LITE) for JupyterLite"
	@$(PYTHON) -m venv --clear $(LITE)
	@$(LITE)/bin/python $(INSTALL) -r docs/lite.lock
	@touch $@

# Packages for decks and sheets, in a folder beside the environment.
$(TEACH)/.installed: docs/teach.lock $(STAMP)
	@echo "Adding the tools of docs/teach.lock in $(TEACH)"
	@rm -rf $(TEACH)
	@$(BIN)/python $(INSTALL) --no-deps --target $(TEACH) -r docs/teach.lock
	@touch $@

slides: $(TEACH)/.installed  ## a deck for each notebook in build/slides: HTML that needs no network, and PowerPoint
	@PYTHONPATH=$(TEACH) $(BIN)/python tools/slides.py build/slides $(ARGS)

handout: $(TEACH)/.installed  ## two A4 sheets for each notebook in build/sheets: for students, and with answers
	@PYTHONPATH=$(TEACH) $(BIN)/python tools/sheets.py build/sheets $(ARGS)

russian: $(STAMP)  ## the notebooks in Russian, as far as they are translated, in build/ru
	@$(BIN)/python tools/translate.py --check
	@$(BIN)/python tools/translate.py --build build/ru
	@$(BIN)/python tools/run_notebooks.py build/ru/*.ipynb

release: slides handout site  ## what can be deposited and cited, and rebuilds itself with no network: build/release
	@$(BIN)/python tools/release.py build/release

site: $(STAMP) $(SITE)/.installed  ## the static pages in build/site: open build/site/index.html, no server needed
	@echo "1/2 what the pages are made from (about a minute; longer when pictures changed)"
	@$(BIN)/python tools/site_source.py build/site-source
	@rm -rf build/site build/jupyter_execute
	@echo "2/2 the pages (about half a minute)"
	@$(SITE)/bin/python -m sphinx -q -b html -d build/site-doctrees -c docs build/site-source build/site
	@rm -f build/site/.buildinfo build/site/objects.inv build/site/_static/webpack-macros.html
	@echo "The site is in build/site"

offline: site  ## a folder that installs and teaches without any network: build/offline
	@$(BIN)/python tools/offline.py build/offline

lite: $(STAMP) $(LITE)/.installed  ## all notebooks in the browser, no installation: build/lite (PYODIDE=DIR takes Pyodide from a folder)
	@$(BIN)/python tools/lite.py $(LITE)/bin/python build/lite --pyodide "$(PYODIDE)"

stick: $(STAMP) $(LITE)/.installed  ## notebooks 00 and 01 as one HTML that runs by double click: build/stick/cakit.html
	@$(BIN)/python tools/stick.py $(LITE)/bin/python build/stick/cakit.html --pyodide "$(PYODIDE)"

litecheck: lite stick $(BROWSER)/.installed  ## both browser editions in Chromium without a network, every cell compared
	@$(BROWSER)/bin/python tests/browser/check_lite.py build/lite $(ARGS)
	@$(BROWSER)/bin/python tests/browser/check_stick.py build/stick/cakit.html $(ARGS)

check: $(TOOLS) site  ## in a real browser: explorers, decks, site, notebooks in JupyterLab; the Binder recipe; the offline folder and the release, rebuilt with no network; the oldest versions and every newer Python
	@command -v chromium >/dev/null || [ -n "$$CHROMIUM" ] || { echo "make check needs Chromium: apt-get install chromium (or CHROMIUM=/path/to/it)"; exit 1; }
	@$(MAKE) --no-print-directory $(BROWSER)/.installed offline release ARGS=
	@echo "1/8 the notebooks in both languages; pictures, kept answers and attacks, many times"
	@EVERY_LANGUAGE=1 CAKIT_EVERY_STATE=1 $(BIN)/python -m pytest tests/test_translation.py tests/test_explore.py
	@CHARTS_A_KIND=1000 STUDENTS=200 ATTACKS=all $(BIN)/python -m pytest -n 2 tests/test_pictures.py tests/test_chart.py tests/test_kept.py tests/test_attacks_*.py
	@echo "2/8 the Binder recipe"
	@$(BROWSER)/bin/python tests/browser/check_binder.py
	@echo "3/8 the offline folder in an empty environment"
	@$(BIN)/python tests/browser/check_offline.py build/offline
	@echo "4/8 the oldest versions and newer Pythons"
	@$(BIN)/python tests/browser/check_versions.py
	@echo "5/8 decks, sheets and the release"
	@PYTHONPATH=$(TEACH) $(BIN)/python -m pytest tests/test_slides.py
	@$(BROWSER)/bin/python tests/browser/check_slides.py build/slides
	@$(BIN)/python tests/browser/check_release.py build/release
	@echo "6/8 the site"
	@$(BROWSER)/bin/python tests/browser/check_site.py build/site $(ARGS)
	@echo "7/8 explorers"
	@$(BROWSER)/bin/python tests/browser/check_explore.py $(ARGS)
	@echo "8/8 notebooks in JupyterLab"
	@$(BROWSER)/bin/python tests/browser/check_lab.py $(ARGS)

bench: $(TOOLS) $(BROWSER)/.installed  ## speed as ratios, measured side by side
	@$(BIN)/python tools/bench.py
	@$(BROWSER)/bin/python tests/browser/check_explore.py --bench $(ARGS)

generate: $(TOOLS)  ## rewrite what is derived from descriptors and notebooks
	@$(BIN)/python tools/generate.py

notebooks: $(STAMP)  ## run every notebook from a clean kernel and store its outputs
	@$(BIN)/python tools/run_notebooks.py

lock: $(TOOLS)  ## resolve requirements.lock anew from pyproject.toml
	@$(LOCK) pyproject.toml --extra lab -o requirements.lock
	@$(LOCK) pyproject.toml --extra lab --extra test -c requirements.lock -o tests/requirements.lock
	@$(LOCK) docs/requirements.in -o docs/requirements.lock
	@$(LOCK) --no-deps docs/teach.in -o docs/teach.lock
	@$(LOCK) docs/lite.in -o docs/lite.lock
	@$(LOCK) tests/browser/requirements.in -o tests/browser/requirements.lock

clean:  ## remove the environment and caches
	@rm -rf $(VENV) $(BROWSER) $(SITE) $(LITE) $(TEACH) build dist .pytest_cache .mypy_cache .ruff_cache
