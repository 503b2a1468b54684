# `make` alone: environment, place index, the sample articles into output/, a check, and a table of the events.
# Needs Python 3.11 or later, pip and make. PYTHON=python3.12 chooses another Python.

PYTHON ?= python3
VENV   ?= .venv
INPUT  ?= samples
OUTPUT ?= output
TEXT   ?= At least 12 people, among them four children, were killed in the blast on Friday, police said.
ARGS   ?=
override TEXT := $(value TEXT)
export TEXT

PY    := $(VENV)/bin/python
STAMP := $(VENV)/.installed
LOCK  := uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := all
.PHONY: all help env run check show explain test lint format bench evaluate gazetteer dictionary lock clean

all: $(STAMP) ## everything: environment, place index, samples into OUTPUT, check, table of events
	@$(PY) -m etl gazetteer --if-needed
	@$(PY) -m etl run $(INPUT) --output $(OUTPUT) $(ARGS)
	@$(PY) -m etl check $(OUTPUT)
	@echo
	@$(PY) -m etl show $(OUTPUT) --limit 20
	@echo
	@echo "The tables lie in $(OUTPUT)/*.parquet; what each column means: schemas/DICTIONARY.md; what to do with them: README.md."

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP) ## the environment in .venv, with locked dependencies

$(STAMP): requirements/build.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/build.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(PY) -m pip check --quiet
	@touch $@

run: $(STAMP) ## INPUT=… OUTPUT=…: articles (files, folders, globs) into a dataset; more options in ARGS=…
	@$(PY) -m etl run $(INPUT) --output $(OUTPUT) $(ARGS)

check: $(STAMP) ## OUTPUT=…: check a dataset against its schemas
	@$(PY) -m etl check $(OUTPUT)

show: $(STAMP) ## OUTPUT=… EVENT=…: the events of a dataset, or one with its reports and claims
	@$(PY) -m etl show $(OUTPUT) $(EVENT) $(ARGS)

explain: $(STAMP) ## TEXT="…": what is found in a text or a file, by which rule, and what was refused
	@$(PY) -m etl explain "$$TEXT" $(ARGS)

test: $(STAMP) ## the tests, with coverage
	@$(PY) -m etl gazetteer --if-needed
	$(PY) -m pytest --cov=etl --cov-report=term:skip-covered $(ARGS)

lint: $(STAMP) ## format, lint, types and floors
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(STAMP) ## format the code
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

bench: $(STAMP) ## speed and memory of every stage on 20,000 generated articles (ARGS=--quick for a look)
	$(PY) tests/bench/bench.py $(ARGS)

evaluate: $(STAMP) ## scores on hand-coded sets kept beside the checkout (ARGS="acled --errors 20")
	$(PY) tests/bench/evaluate.py $(ARGS)

gazetteer: $(STAMP) ## GEONAMES="SY.zip …": build the index of places anew, with GeoNames dumps or P-code tables of your own
	$(PY) -m etl gazetteer $(GEONAMES)

dictionary: $(STAMP) ## write schemas/DICTIONARY.md from the schemas
	$(PY) -m etl dictionary --output schemas/DICTIONARY.md

lock: ## lock the dependencies anew (needs uv)
	$(LOCK) --group pyproject.toml:build -o requirements/build.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group dev -o requirements/dev.txt

clean: ## remove the environment, caches and build results (datasets stay)
	rm -rf $(VENV) build dist bench-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
