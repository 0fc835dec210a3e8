# Everything runs in .venv, made from the pinned versions in constraints.txt.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve lab test lint check bench soak docs clean

serve: $(VENV)/ready
	$(BIN)/otkit serve

lab: $(VENV)/ready
	$(BIN)/otkit lab

# The tests use the Chromium or Chrome, HAProxy, Node.js and PostgreSQL of this machine; the two scripts
# install what is not there. Two processes share the tests, each file's tests in one of them.
test: $(VENV)/test-ready
	tests/browser/browser.sh
	tests/deploy/install.sh
	$(BIN)/python -m pytest -q -n 2 --dist loadfile
	$(BIN)/python -m pytest -q -o addopts= -p no:cacheprovider --nbval notebooks

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/ready
	$(BIN)/otkit check

bench: $(VENV)/bench-ready
	$(BIN)/python -m bench

soak: $(VENV)/bench-ready
	$(BIN)/python -m bench soak

docs: $(VENV)/ready
	$(BIN)/python docs/describe_tables.py

$(VENV)/ready: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "otkit needs Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --upgrade -c constraints.txt pip
	$(BIN)/python -m pip install -q -c constraints.txt -e .
	@touch $@

$(VENV)/test-ready: $(VENV)/ready
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[test]'
	@touch $@

$(VENV)/bench-ready: $(VENV)/test-ready
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[test,bench]'
	@touch $@

clean:
	rm -rf $(VENV)
