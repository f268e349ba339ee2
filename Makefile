# make run     the app on http://localhost:8501, or on another PORT
# make test    the whole test suite, in a real browser too
# make lint    what the code looks like
# All of them make the environment in .venv first, when it is not there or the requirements have changed.

PORT ?= 8501
BIN := .venv/bin
FITTING := import sys; sys.exit(sys.version_info < (3, 11))

# The first Python that is new enough; the usual name first.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(FITTING)' 2>/dev/null && echo $$python && break; done)

.PHONY: run test lint pictures clean

run: .venv/app
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

test: .venv/dev
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

pictures: .venv/dev
	$(BIN)/python -m docs.pictures

clean:
	rm -rf .venv

.venv/app: requirements.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev: .venv/app requirements-cluster.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
