# The commands of the repository. `make help` lists them.
SHELL := /bin/bash
PORT ?= 8000
VENV ?= .venv
PYTHON := $(VENV)/bin/python
export PYTHONPATH := $(CURDIR)/src
TERREAU := $(PYTHON) -m terreau
BOOT := $(or $(shell command -v python3.13),$(shell command -v python3.12),$(shell command -v python3.11),$(shell command -v python3),python3)

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-sqlite test-postgres journeys check lint bench messages docs lock dev clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements/production.txt
	@test -x $(PYTHON) || $(BOOT) -m venv $(VENV)
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Terreau needs Python 3.11 or newer"'
	@echo "Installing Terreau in $(VENV)…"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/production.txt
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.installed ## Start the demo town of Sceaux on http://127.0.0.1:8000 (PORT= changes it)
	@$(TERREAU) demo --port $(PORT)

dev: $(VENV)/.installed-dev ## Install the development tools

test: dev ## Run every test (on PostgreSQL too when TERREAU_TEST_POSTGRES names a server)
	@tools/run_tests.sh

journeys: dev ## Walk the main path in a real browser, with axe, and take the photographs
	@tools/run_journeys.sh

check: dev ## Lint, types, contracts, migrations, catalogues, templates, generated documents
	@PYTHON=$(PYTHON) tools/run_checks.sh

bench: dev ## Measure the speed (ONLY=pages runs one family); writes docs/performance.md and build/bench.json
	@$(PYTHON) -m benches $(if $(ONLY),--only $(ONLY))

messages: dev ## Extract and compile the translation catalogues (needs GNU gettext)
	@$(PYTHON) tools/catalogues.py extract

docs: dev ## Generate docs/etats.md and docs/acces.md from the code
	@$(TERREAU) document

lock: dev ## Lock the dependencies again (versions and hashes, no address)
	@PYTHON=$(PYTHON) tools/lock.sh

clean: ## Remove what the commands made (the demo town included)
	rm -rf $(VENV) var build
