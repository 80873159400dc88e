# The few commands for people and for CI. `make run` starts everything, `make check` is what CI runs.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-config --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet

# Checks of the code need settings but no database; a key is given so that nothing is made in the data directory.
LINT := DJANGO_SETTINGS_MODULE=staffel.settings DATABASE_URL=postgresql://lint@/lint \
	STAFFEL_SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz

.PHONY: help setup run test test-long check lint format lock messages bench bench-pages bench-captures bench-duplicates pictures browser

help: ## Show these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Create .venv from the hashed lock (does nothing when it is up to date)

# Without build isolation: setuptools comes from the lock too, so that nothing unhashed is ever downloaded.
$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Staffel needs Python 3.11 or newer, $(PYTHON) is " + sys.version.split()[0] + ". Name another one: make setup PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked libraries into .venv (a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index --editable .
	@touch $(READY)

run: setup ## Start Staffel: database, web and worker; Ctrl-C stops everything
	@exec $(BIN)/staffel up

test: setup browser ## All tests but the long ones
	$(BIN)/pytest -n 2 -m "not long"

test-long: setup browser ## Kills, long runs, large data
	$(BIN)/pytest -n 2 -m long

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(LINT) $(BIN)/mypy
	$(BIN)/lint-imports
	$(LINT) $(BIN)/django-admin makemigrations --check --dry-run
	$(LINT) STAFFEL_URL=https://leads.example.com $(BIN)/django-admin check --deploy --fail-level WARNING

check: lint test test-long ## Everything CI runs

format: setup ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup ## Resolve the libraries anew, with hashes and without registry addresses
	$(COMPILE) --upgrade -o requirements.lock
	$(COMPILE) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock

messages: setup ## Find new texts in code and templates, compile the translations (.po to .mo)
	$(BIN)/python -m staffel.locale.build

bench: setup ## Measure: leads and alarms per second, beside what the machine can do
	$(BIN)/python -m bench

bench-pages: setup ## Measure: the pages in a large network; TIMES=10 for a million leads
	$(BIN)/python -m bench.pages --times $(or $(TIMES),1)

bench-captures: setup ## Time captures among 100,000 leads, with and without looking who is known
	$(BIN)/python -m bench.captures

bench-duplicates: setup ## Judge the rule for duplicates by its labelled pairs, and time it
	$(BIN)/python -m bench.duplicates

pictures: setup browser ## Take the pictures of the docs anew, from the demonstration that `make run` started
	$(BIN)/python docs/take_pictures.py

# The browser tests drive the system's Chromium; nothing is skipped silently where it is missing.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium for the browser tests ..."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
		else \
			echo "The browser tests need Chromium and it is not installed. Install it (Debian: sudo apt-get install chromium) and run again." >&2; exit 1; \
		fi; }
