# Hemei: `make demo` shows a whole demonstration city, `make test` proves the code, `make prove` runs the long proofs.
# Needs Python 3.11+, make and git; everything else is brought here, into .venv and node_modules.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
STAMP := .venv/.stamp
# What is compiled once serves every process after it, also where the machine's setting says otherwise.
export PYTHONDONTWRITEBYTECODE :=
# What is brought here comes side by side: packages, assets, the browser.
MAKEFLAGS += --jobs=4
ALONE := tests/test_architecture.py tests/test_docs.py tests/test_translations.py hemei/ui/tests/test_jinja.py

.PHONY: demo test before types database contracts migrations alone prove run-environment test-environment browser clean

demo: run-environment
	@exec $(BIN)/hemei demo --port $(PORT) $(if $(RESET),--reset)

test: test-environment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory --output-sync=target before
	$(BIN)/pytest -m "not prove" -n 2 --dist loadscope $(addprefix --ignore=,$(ALONE))

# What needs no database, beside the building of the one the others stand on.
before: types database contracts migrations alone

types:
	$(BIN)/mypy

database:
	@$(BIN)/python scripts/test_database

contracts:
	$(BIN)/lint-imports

# After the database: beside its making it would warn of a role that is not there yet.
migrations: database
	$(BIN)/python scripts/check_migrations.py

alone:
	$(BIN)/pytest -q $(ALONE)

prove: test-environment
	$(BIN)/pytest -m "not prove" -n 2 --dist loadscope --ahead 45 --ignore=tests/journeys
	$(BIN)/pytest -m prove --durations=0
	$(BIN)/python -m bench

run-environment: $(STAMP)-run .venv/.stamp-assets .venv/.stamp-messages

test-environment: browser $(STAMP)-test .venv/.stamp-assets .venv/.stamp-messages

browser:
	@scripts/browser

$(STAMP)-venv: requirements/uv.txt
	@scripts/environment venv $(PYTHON)
	@touch $@

$(STAMP)-run: $(STAMP)-venv requirements/run.txt pyproject.toml
	@scripts/environment run
	@touch $@

# The test environment holds the run environment and more, so one never undoes the other.
$(STAMP)-test: $(STAMP)-run requirements/test.txt
	@scripts/environment test
	@touch $@

.venv/.stamp-assets: $(STAMP)-run package-lock.json scripts/assets
	@scripts/assets
	@touch $@

.venv/.stamp-messages: $(STAMP)-run $(wildcard locale/*/LC_MESSAGES/*.po)
	@scripts/messages compile
	@touch $@

clean:
	rm -rf .venv node_modules var hemei/ui/static/vendor hemei/ground/places/data
