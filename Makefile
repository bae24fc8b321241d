# The commands of the repository. `make help` lists them.
SHELL := /bin/bash
PORT ?= 8000
VENV ?= .venv
PYTHON := $(VENV)/bin/python
export PYTHONPATH := $(CURDIR)/src
TERREAU := $(PYTHON) -m terreau
# The newest Python that really answers: a version manager may offer names that it cannot run.
BOOT := $(shell for name in python3.13 python3.12 python3.11 python3; do \
  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)

# uv installs in seconds; where it cannot (another index in pip's own settings), pip does the same slowly.
PIP = $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
install = { $(PIP) -r $(word 1,$1) && $(PYTHON) -m uv pip install --quiet --require-hashes -r $(word 2,$1); } \
  || $(PIP) -r $(word 2,$1)

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-sqlite test-postgres journeys check lint bench messages docs lock dev clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements/production.txt
	@test -n "$(BOOT)" || { echo "Terreau needs Python 3.11 or newer: install it, then start again."; exit 1; }
	@test -x $(PYTHON) || "$(BOOT)" -m venv $(VENV)
	@echo "Installing Terreau in $(VENV)…"
	@$(call install,requirements/bootstrap.txt requirements/production.txt)
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	@$(call install,requirements/bootstrap.txt requirements/dev.txt)
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
	@TERREAU_WRITE_DOCS=1 $(PYTHON) -m pytest tests/access/test_access.py -q -k document

lock: dev ## Lock the dependencies again (versions and hashes, no address)
	@PYTHON=$(PYTHON) tools/lock.sh

clean: ## Remove what the commands made (the demo town included)
	rm -rf $(VENV) var build
