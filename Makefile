# BizHub: `make run` starts it, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
# Without compiled files every start would compile three thousand of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run demo test soak check format bench pins setup dev ruff mypy pyright contracts pages

help: ## Say what each target does
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /\1\t/' | awk -F '\t' '{printf "make %-8s %s\n", $$1, $$2}'

run: setup ## Set up what is missing and start BizHub
	@exec $(BIN)/python -m bizhub serve

demo: setup ## Fill a center to look around: make demo ACCOUNTS=10000 DAYS=365 CAMPAIGNS=5
	@exec $(BIN)/python -m bizhub demo $(if $(ACCOUNTS),--accounts $(ACCOUNTS)) $(if $(DAYS),--days $(DAYS)) $(if $(CAMPAIGNS),--campaigns $(CAMPAIGNS))

test: dev ## Lint, types, contracts and every test, browser included
	@$(MAKE) --no-print-directory -j 2 pyright mypy ruff contracts pages
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: dev ## The long runs, and every page in all looks
	BIZHUB_LOOKS=all $(BIN)/python -m pytest -m "soak or browser"

check: dev ## Lint, types and contracts only
	@$(MAKE) --no-print-directory -j 2 pyright mypy ruff contracts

format: dev ## Write every file the way the checks want it
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: dev ## Measure the speed budgets
	$(BIN)/python -m bench

pins: dev ## Choose the newest releases that requirements.in and requirements-dev.in allow (needs uv)
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-annotate --upgrade --quiet \
	    --custom-compile-command "make pins" requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-annotate --upgrade --quiet \
	    --custom-compile-command "make pins" requirements-dev.in -o requirements-dev.txt

setup:
	@$(PYTHON) tools/setup.py

dev:
	@$(PYTHON) tools/setup.py --dev

# Parts of the targets above, two of which run at a time.
ruff:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

mypy pyright:
	$(BIN)/$@

contracts:
	$(BIN)/lint-imports

pages:
	$(BIN)/python -m bizhub build
