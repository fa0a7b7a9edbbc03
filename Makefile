# What each target does: make help
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# One thread for each process: numerical libraries otherwise fight over two cores, and results must not hang on it.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help demo test check bench gate train-statements train-relations train-status knowledge clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	touch $@

demo: $(VENV)/installed ## Set all up and read the bundled article into a record
	$(BIN)/detente read examples/normalization.txt --published 2019-05-15
	@echo "Next: $(BIN)/detente demo   reads 120 dispatches and shows their record in the browser"

test: $(VENV)/installed ## Run the tests
	$(BIN)/python -m pytest

check: $(VENV)/installed ## Format, lint and types
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests training evaluation
	$(BIN)/mypy

bench: $(VENV)/installed ## Score against gold that others annotated, and measure speed (slow; wants DETENTE_SHARED)
	$(BIN)/python -m evaluation.bench

train-statements: ## Train the statement model again (wants torch, training/statements/README.md)
	$(MAKE) -C training/statements

train-relations: ## Train the relation model again (wants torch, training/relations/README.md)
	$(MAKE) -C training/relations

train-status: ## Train the second opinion on the status of events again (wants torch, training/status/README.md)
	$(MAKE) -C training/status

knowledge: ## Build the tables of actors again from their sources (training/knowledge/README.md)
	$(MAKE) -C training/knowledge

clean: ## Remove what was built
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
