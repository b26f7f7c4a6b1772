# Chaski: `make help` lists what there is. Needs make and Python 3.11+ with venv; all else goes into .venv.

SHELL       := /bin/sh
MAKEFLAGS   += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.NOTPARALLEL:
.PHONY: help run install test soak check bench bench-contracts lock wheel clean chromium

VENV   := .venv
BIN    := $(VENV)/bin
# Errors only, no questions; nothing is read from the index that is not in the hash-pinned files.
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip -qq
UV     := uv==0.13.9
LOCKED := requirements-build.txt requirements.txt
ARGS   ?=

# One stamp per thing done: the second run finds them and is instant.
VENV_DONE := $(VENV)/.done-venv
RUN_DONE  := $(VENV)/.done-requirements
BENCH     := $(VENV)/bench
BENCH_DONE := $(BENCH)/.done-requirements-bench
TEST_DONE := $(VENV)/.done-requirements-test
SELF_DONE := $(VENV)/.done-chaski

help:  ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

run: install  ## install, then serve: chat and console on 127.0.0.1:8080
	@exec $(BIN)/chaski serve $(ARGS)

install: $(RUN_DONE) $(SELF_DONE)  ## .venv with .venv/bin/chaski, hash-pinned
	@:

test: $(TEST_DONE) $(SELF_DONE) chromium  ## the whole suite (ARGS="-k price" for a part)
	@$(BIN)/pytest $(ARGS)

soak: $(TEST_DONE) $(SELF_DONE)  ## the long runs, apart: a hundred seeds of kills, seasons of 200 miners
	@$(BIN)/pytest -m soak $(ARGS)

check: $(TEST_DONE) $(SELF_DONE)  ## content, style and types
	@echo "→ chaski check"; $(BIN)/chaski check
	@echo "→ ruff check"; $(BIN)/ruff check
	@echo "→ ruff format --check"; $(BIN)/ruff format --check
	@echo "→ mypy --strict"; $(BIN)/mypy --strict bot handlers

# Each is a module of benchmarks/; `make bench ARGS="--rounds 3"` gives all of them the same options.
bench: $(BENCH_DONE)  ## the figures of docs/performance.md, in a venv of their own (~20 minutes)
	@set -e; for it in turn step words start memory schedule webhook e2e; do \
	  $(BENCH)/bin/python -m benchmarks.bench_$$it $(ARGS); echo; done; \
	$(BENCH)/bin/python -m benchmarks.bench_step --db pg $(ARGS)

# CONTRACTS_DEV and CONTRACTS_CONTROLS name the folders; ARGS="--files" reads the photos too.
bench-contracts: $(RUN_DONE) $(SELF_DONE)  ## how well contracts are read: the figures of docs/contracts.md
	@$(BIN)/python -m benchmarks.contracts $(ARGS)

wheel: $(TEST_DONE) $(SELF_DONE)  ## dist/chaski-*.whl, content and words inside
	@echo "→ Building the wheel …"
	@$(PIP) wheel --no-index --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

# Keeps the pins that still fit; `make lock UPGRADE=1` takes the newest of everything.
lock:  ## pin again after pyproject.toml changed (UPGRADE=1: newest)
	@python=$$($(FIND_PYTHON)) && tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	echo "→ Fetching $(UV) …" && $$python -m venv "$$tmp" && "$$tmp/bin/python" -m pip -qq install $(UV) && \
	unset PIP_FIND_LINKS UV_FIND_LINKS && \
	pin() { echo "→ Pinning $$1 …" && out=$$1 && shift && \
	  "$$tmp/bin/uv" pip compile -q --no-config --universal --python-version 3.11 --generate-hashes \
	    --no-annotate --no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
	    -o "$$out" "$$@" >/dev/null && \
	  { echo "# Made by 'make lock' from pyproject.toml; edit that instead."; cat "$$out"; } > "$$tmp/out" && \
	  cat "$$tmp/out" > "$$out"; } && \
	pin requirements-test.txt --extra test pyproject.toml && \
	pin requirements.txt -c requirements-test.txt pyproject.toml && \
	{ echo "# aiogram wants an older pydantic than ours; all else as we have it"; \
	  grep -oE '^[A-Za-z0-9._-]+==[^\\]+' requirements-test.txt | grep -v '^pydantic'; } > "$$tmp/like" && \
	pin requirements-bench.txt -c "$$tmp/like" --extra bench pyproject.toml && \
	printf 'hatchling>=1.27\n' > "$$tmp/build.in" && \
	pin requirements-build.txt -c requirements-test.txt "$$tmp/build.in" && \
	if grep -nE '://|--(extra-)?index-url|--find-links|^-' requirements*.txt; then \
	  echo "These lines name an address; a lock must not." >&2; exit 1; fi

clean:  ## remove .venv, builds and caches (data/ stays)
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "✓ Clean. Your data folder was left alone."

# --- how the venv is made ------------------------------------------------------------------

# The first of these that runs, is 3.11 or newer and can make a venv. PYTHON=… chooses another.
FIND_PYTHON = \
  for p in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do \
    "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
      && { echo "$$p"; exit 0; }; \
  done; \
  { echo "✗ Chaski needs Python 3.11 or newer, with venv. Found: $$(python3 --version 2>&1 || true)"; \
    echo "  Debian 12+, Ubuntu 24.04+:  sudo apt-get install python3 python3-venv"; \
    echo "  Another Python:             make $(or $(firstword $(MAKECMDGOALS)),install) PYTHON=/path/to/python3"; \
  } >&2; exit 1

# A venv that was moved, or whose interpreter is gone after an upgrade, is made anew.
ifneq ($(wildcard $(VENV_DONE)),)
ifneq ($(shell $(BIN)/python -c 'print("ok")' 2>/dev/null && cat $(VENV_DONE)),ok $(CURDIR))
$(shell rm -f $(VENV)/.done-*)
endif
endif

$(VENV_DONE):
	@python=$$($(FIND_PYTHON)) && echo "→ Making $(VENV) with $$($$python --version) …" && \
	$$python -m venv --clear $(VENV) && echo "$(CURDIR)" > $@

$(RUN_DONE): $(LOCKED) | $(VENV_DONE)
	@echo "→ Installing $$(grep -hc '^[A-Za-z0-9]' requirements.txt) packages, each checked by its hash …"
	@$(PIP) install --require-hashes --no-deps $(addprefix -r ,$(LOCKED)) && touch $@

# Holds all of requirements.txt, at the same versions. The locks are complete, so pip looks for nothing more:
# what [tool.uv] in pyproject.toml leaves out stays out.
$(TEST_DONE): requirements-test.txt $(LOCKED) | $(VENV_DONE)
	@echo "→ Installing $$(grep -hc '^[A-Za-z0-9]' requirements-test.txt) packages for tests, each checked by its hash …"
	@$(PIP) install --require-hashes --no-deps -r requirements-build.txt -r requirements-test.txt && touch $(RUN_DONE) $@

$(BENCH_DONE): requirements-bench.txt | $(VENV_DONE)
	@echo "→ Installing $$(grep -hc '^[A-Za-z0-9]' requirements-bench.txt) packages for benchmarks, each checked by its hash …"
	@$(BIN)/python -m venv --clear $(BENCH) && PIP_DISABLE_PIP_VERSION_CHECK=1 $(BENCH)/bin/python -m pip -qq install \
	  --require-hashes --no-deps -r requirements-bench.txt && touch $@

$(SELF_DONE): pyproject.toml requirements-build.txt | $(RUN_DONE)
	@$(PIP) install --no-index --no-deps --no-build-isolation -e . && touch $@
	@echo "✓ $(BIN)/chaski is ready"

# The browser tests drive Debian's Chromium; without it they are skipped.
chromium:
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	    command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "→ Installing Chromium for the browser tests …"; \
	  export DEBIAN_FRONTEND=noninteractive; log=$$(mktemp); \
	  { apt-get -qq -o DPkg::Lock::Timeout=300 update && \
	    apt-get -qq -y -o DPkg::Lock::Timeout=300 --no-install-recommends install \
	      chromium fonts-dejavu-core; } >"$$log" 2>&1 </dev/null \
	    || { tail -3 "$$log"; echo "! SKIPPED: Chromium could not be installed; browser tests will not run"; }; \
	  rm -f "$$log"; \
	else \
	  echo "! SKIPPED: browser tests need Chromium (sudo apt-get install chromium fonts-dejavu-core)"; \
	fi
