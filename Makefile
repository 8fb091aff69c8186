# Everything a person types: make run, make test, make check, make lock. Needs Python 3.11+, and apt for Chromium.

PYTHON ?= python3
ARGS ?=
MINUTES ?= 30

VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: errors only.
PIP := $(BIN)/pip -qq --disable-pip-version-check --no-input
TSC := $(BIN)/node node_modules/typescript/bin/tsc
NPM_FLAGS := --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url pyproject.toml

# Their tests run under coverage; whatever else there is runs without it, the browser's last.
PURE := tests/rules tests/room tests/protocol
# Most of a test with real processes and browsers is waiting for them. A file stays together: what it sets up once, it
# sets up in one process.
SIDE_BY_SIDE := --numprocesses 2 --dist loadfile

.PHONY: help setup run dev browser check test lock clean solver bench bench-peers soak
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

help:
	@echo "make run     serve on http://localhost:8000; ARGS=... is passed on, as in: make run ARGS=--lan"
	@echo "make test    every test, browsers included"
	@echo "make check   format, lint, types, layers, sizes"
	@echo "make bench   measure beside other servers, ten minutes on a quiet machine; QUICK=1: only try"
	@echo "make bench-peers  the same beside servers for Node: ws, boardgame.io, Colyseus"
	@echo "make soak    half an hour of everything at once: does anything grow, is anything lost? MINUTES=3: only try"
	@echo "make lock    resolve the dependencies anew; UPGRADE=1 takes the newest"
	@echo "make solver  build src/fourline/engine/solver.wasm from solver.c"
	@echo "make clean   remove what the others made"

setup: $(VENV)/.run
	@:

run: setup
	@exec $(BIN)/fourline serve $(ARGS)

dev: $(VENV)/.dev node_modules/.made
	@:

check: dev
	@$(BIN)/ruff format --check --quiet . || { echo "Mend with: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(TSC) --project tsconfig.json
	@$(TSC) --project tests/page
	@$(BIN)/pytest tests/test_layers.py tests/test_tidy.py

test: dev browser
	@$(BIN)/python tests/coverage_gate.py $(PURE)
	@$(BIN)/pytest $(SIDE_BY_SIDE) tests $(PURE:%=--ignore=%) --ignore=tests/browser
	@$(BIN)/node --test --test-reporter=dot "tests/page/*.test.js"
	@$(BIN)/pytest $(SIDE_BY_SIDE) tests/browser

# Only a whole run writes figures into docs/performance.md, and only where nothing else runs are they worth it.
bench: dev
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(ARGS)

# The same, with servers for Node beside it; their packages come from bench/peers/package-lock.json.
bench-peers: dev bench/peers/node_modules/.made
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m bench.node $(if $(QUICK),--quick) $(ARGS)

bench/peers/node_modules/.made: bench/peers/package.json bench/peers/package-lock.json
	@cd bench/peers && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci $(NPM_FLAGS) >/dev/null
	@touch $@

soak: dev
	@$(BIN)/python -m bench.soak $(MINUTES)

# Chromium comes from the system, not from Playwright: its downloads are neither pinned nor signed.
browser:
	@for name in chromium chromium-browser google-chrome none; do command -v $$name >/dev/null && break; done; \
	[ $$name != none ] || { \
	  command -v apt-get >/dev/null || { echo "The browser tests need Chromium: install it, then try again." >&2; exit 1; }; \
	  sudo=; if [ "$$(id -u)" != 0 ]; then sudo=sudo; \
	    command -v sudo >/dev/null || { echo "The browser tests need Chromium: as root, apt install chromium." >&2; exit 1; }; fi; \
	  echo "Installing Chromium by apt (once) ..."; \
	  { $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends \
	    chromium fonts-liberation </dev/null; } >/dev/null || { echo "apt could not install Chromium." >&2; exit 1; }; }

lock: dev
	$(LOCK) $(if $(UPGRADE),--upgrade) --group build --output-file requirements.lock
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --constraint requirements.lock --output-file requirements-dev.lock
	for folder in . bench/peers; do (cd $$folder && PATH="$(CURDIR)/$(BIN):$$PATH" \
	  npm $(if $(UPGRADE),update,install) --package-lock-only $(NPM_FLAGS)) || exit 1; done

# The same bytes on every machine: the compiler is pinned, and nothing of the machine goes in. A test builds it again.
SOLVER := src/fourline/engine/solver.wasm
solver: dev
	@$(BIN)/python -m ziglang cc -target wasm32-freestanding -std=c11 -O3 -Wall -Wextra -Werror \
	  -nostdlib -Wl,--no-entry -Wl,--strip-all -o $(SOLVER) src/fourline/engine/solver.c && chmod 644 $(SOLVER)

clean:
	rm -rf $(VENV) node_modules bench/peers/node_modules .bench .hypothesis .mypy_cache .ruff_cache test-results

# A virtual environment can't be moved: in another folder it is made anew. Marks come last, so that a step cut short
# is done again.
ifneq ($(shell cat $(VENV)/.made 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made
endif

$(VENV)/.made:
	@for python in $(PYTHON) python3.14 python3.13 python3.12 python3.11 none; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ $$python = none ]; then \
	  echo "Fourline needs Python 3.11 or newer. Install it (apt install python3), or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python lacks its venv module: apt install python3-venv" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) (once) ..."; \
	$$python -m venv --clear $(VENV)
	@echo "$(CURDIR)" >$@

$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml
	@$(PIP) install --only-binary :all: --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(PIP) install --only-binary :all: --require-hashes --requirement requirements-dev.lock
	@touch $@

node_modules/.made: $(VENV)/.dev package.json package-lock.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci $(NPM_FLAGS) >/dev/null
	@touch $@
