# Every target sets up what it needs by itself; nothing needs root. PYTHON names the interpreter, PORT the page's port,
# EXTRAS what `setup` and `run` install besides, as EXTRAS=s3,tracing.
PORT ?=
PYTHON ?=
EXTRAS ?=
export PYTHON EXTRAS

BIN := .venv/bin
CHECKED := rag ingest ui tests

.DEFAULT_GOAL := help
.PHONY: help run test check lint eval bench lock clean setup setup-dev models

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: setup models ## open the page with the sample documents; PORT=8600 chooses the port
	@$(BIN)/fundstelle serve --samples sample_docs $(if $(PORT),--port $(PORT))

test: setup-dev models ## run all tests
	@$(BIN)/python -m pytest

check: lint models ## formatting, lint, types and all tests
	@$(BIN)/python -m pytest

lint: setup-dev ## formatting, lint and types
	@$(BIN)/ruff format --check $(CHECKED)
	@$(BIN)/ruff check $(CHECKED)
	@$(BIN)/mypy --strict

eval: setup-dev models ## answer the golden questions with the local model and report how many are right
	@$(BIN)/fundstelle eval tests --documents sample_docs --questions tests/golden.jsonl --answers

bench: setup-dev models ## measure speed, memory and the cost of a change; fails where a limit is passed
	@$(BIN)/python -m tests.benchmark
	@FUNDSTELLE_KILLS=50 $(BIN)/python -m pytest -q -s tests/integration/test_crash.py
	@FUNDSTELLE_JOB_KILLS=100 $(BIN)/python -m pytest -q -s tests/integration/test_jobs_crash.py
	@FUNDSTELLE_CONTRACT_EXAMPLES=100 $(BIN)/python -m pytest -q tests/api/test_contract.py
	@$(BIN)/python -m tests.load
	@$(BIN)/python -m tests.load --real

lock: ## renew requirements.lock from the ranges in pyproject.toml
	@.setup/lock.sh

clean: ## remove the environment and caches; libraries and model weights stay
	@rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	@find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@.setup/install.sh run

setup-dev:
	@.setup/install.sh dev

# A no-op of a third of a second when the weights are here.
models: $(if $(filter run,$(MAKECMDGOALS)),setup,setup-dev)
	@$(BIN)/fundstelle models pull
