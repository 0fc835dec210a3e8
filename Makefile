# Everything runs in .venv, made from the pinned versions in constraints.txt.
#
#   make serve PORT=8080 OPTIONS="--host 0.0.0.0 --room"
#   make test FILE=tests/test_age.py
#   make serve PYTHON=python3.12
PORT :=
OPTIONS :=
FILE :=
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first that runs, is new enough, and can make a .venv: pyenv's stand-ins, for example, do not always run.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
endif

.PHONY: serve lab test quick lint check bench soak matrix clients docs licences audit hooks clean

# A port that is taken is reported before anything is installed.
serve: found-python
	@$(PYTHON) -B -m otkit.front.port $(PORT:%=--port %) $(OPTIONS)
	@$(MAKE) --no-print-directory $(VENV)/ready
	@echo "Starting the dashboard: some seconds."
	@exec $(BIN)/otkit serve $(PORT:%=--port %) $(OPTIONS)

lab: $(VENV)/ready
	@exec $(BIN)/otkit lab $(OPTIONS)

# All the tests, or those of FILE. They use the Chromium or Chrome, HAProxy, Node.js and PostgreSQL of this
# machine; the two scripts install what is not there. Three processes share the tests, each file's in one of them, in
# the order of tests/conftest.py: one more than two cores, since many tests wait. Each notebook is run with them.
SHARED := -n 3 --dist loadfile --no-loadscope-reorder
ifeq ($(FILE),)
test: $(VENV)/test-ready
	tests/browser/browser.sh
	tests/deploy/install.sh
	$(BIN)/python -m pytest -q $(SHARED)
else
test: $(VENV)/test-ready
	$(BIN)/python -m pytest -q $(FILE)
endif

# The tests of about a minute: those that start no server, no kernel and no browser.
quick: $(VENV)/test-ready
	$(BIN)/python -m pytest -q $(SHARED) -m "not starts" --ignore=tests/browser --ignore=tests/deploy

# Each of PYTHONS, with the pinned and the lowest versions, as an ordinary user and as root.
PYTHONS = $(PYTHON)
matrix: $(VENV)/test-ready
	tests/matrix.sh $(PYTHONS)

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/ready
	@$(BIN)/otkit check

bench: $(VENV)/bench-ready
	$(BIN)/python -m bench

soak: $(VENV)/bench-ready
	$(BIN)/python -m bench soak

# The pages in other programs that show widgets, and in Firefox: too much for each change. Writes docs/clients.md.
clients: $(VENV)/test-ready
	tests/browser/browser.sh
	$(BIN)/python -m clients

# The pages on tables and on settings, written anew, and the whole documentation as a site in build/site. Nothing is fetched for it.
docs: $(VENV)/docs-ready
	$(BIN)/python docs/describe_tables.py
	$(BIN)/python docs/describe_settings.py
	$(BIN)/python docs/build_site.py

# The licence of each package that a server needs; ends with an error where one is unknown.
licences: $(VENV)/ready
	@$(BIN)/python docs/list_licences.py

# Known faults of the pinned packages. This asks the internet, where the list of them is kept; it fails where it
# could not look one up.
audit: | found-python
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet pip-audit
	$(VENV)/audit/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

hooks: $(VENV)/dev-ready
	$(BIN)/pre-commit install

.PHONY: found-python
found-python:
	@test -n "$(PYTHON)" || { echo "otkit needs Python 3.11 or newer with its venv." \
		"On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/ready: pyproject.toml constraints.txt | found-python
	@echo "1 of 2: making $(VENV) with $(PYTHON), $$($(PYTHON) -V)."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo "2 of 2: installing about 100 packages into $(VENV): half a minute to some minutes."
	@$(BIN)/python -m pip install -c constraints.txt -e .
	@touch $@

$(VENV)/test-ready: $(VENV)/ready
	@echo "Installing what the tests need into $(VENV): a minute or two."
	@$(BIN)/python -m pip install -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/docs-ready: $(VENV)/ready
	@echo "Installing what the documentation needs into $(VENV)."
	@$(BIN)/python -m pip install -c constraints.txt -e '.[docs]'
	@touch $@

$(VENV)/dev-ready: $(VENV)/ready
	@echo "Installing what the hooks need into $(VENV)."
	@$(BIN)/python -m pip install -c constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/bench-ready: $(VENV)/test-ready
	@echo "Installing what the measurements need into $(VENV)."
	@$(BIN)/python -m pip install -c constraints.txt -e '.[test,bench]'
	@touch $@

clean:
	rm -rf $(VENV)
