# make run            the app on http://localhost:8501, or on another PORT
# make test           the whole test suite, in a real browser too
# make quick          the tests that take no browser, no cluster, no class of students and no patience
# make engines        every page in Chromium, in Firefox and in WebKit, those of them that are installed
# make thorough       the tests that take too long for every day
# make lint           what the code looks like, its types, known vulnerabilities of what it stands on
# make install-check  whether pip install . gives a new environment the core and explorer
# make lock           the newest versions that requirements*.txt admit into requirements*.lock; needs uv
# make pictures       the README's pictures, of all of MNIST in MNIST_DIR
# make audit          known vulnerabilities alone
# make clean          no environment any more
#
# All but install-check, lock and clean make the environment in .venv when it is not there or the locked versions have changed. With
# LOCK=lowest.lock it gets the oldest versions that requirements*.txt admit (make clean lowest.lock before; needs uv).

PORT ?= 8501
LOCK ?= requirements.lock
DEV_LOCK := $(LOCK:requirements.lock=requirements-dev.lock)
BIN := .venv/bin
ON_ALL_PROCESSORS := --numprocesses logical --dist worksteal
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
FITTING := import sys; sys.exit(sys.version_info < (3, 11))

# The first Python that is new enough; the usual name first.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c '$(FITTING)' 2>/dev/null && echo $$python && break; done)

.PHONY: run test quick engines thorough lint audit install-check lock pictures clean

run: .venv/app
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

# A process of tests has one processor, which several threads of BLAS would only wait for.
test quick: export OPENBLAS_NUM_THREADS := 1

# What is compiled is kept, whatever the environment says: every process, of tests and of the app, would do it again.
unexport PYTHONDONTWRITEBYTECODE

test: .venv/dev
	$(BIN)/python tests/browser/chromium.py
	$(BIN)/python -m pytest $(ON_ALL_PROCESSORS) -m "not browser and not classroom and not engines and not thorough"
	$(BIN)/python -m pytest $(ON_ALL_PROCESSORS) tests/browser tests/classroom tests/hosting -m "(browser or classroom) and not engines and not thorough"

quick: .venv/dev
	$(BIN)/python -m pytest $(ON_ALL_PROCESSORS) -m "not browser and not cluster and not classroom and not engines and not slow"

engines: .venv/dev
	$(BIN)/python -m pytest -m engines

thorough: .venv/dev
	$(BIN)/python -m pytest -m thorough

lint: .venv/dev audit
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# What is found fails. Where the service that knows vulnerabilities cannot be reached, one line says so.
audit: .venv/dev
	@if $(BIN)/pip-audit --strict --disable-pip --progress-spinner off -r $(DEV_LOCK) >.venv/audit 2>&1; \
	then echo "No known vulnerabilities."; \
	elif grep -q "^Found" .venv/audit; then cat .venv/audit; exit 1; \
	else echo "Vulnerabilities were not looked up: $$(tail -n 1 .venv/audit)"; fi

INSTALLED := import nn_core as nn, explorer.data.datasets, explorer.training.jobs; print(nn.softmax([1.0, 2.0, 3.0]))

install-check:
	@folder=$$(mktemp -d) && trap "rm -rf $$folder build *.egg-info" EXIT && $(PYTHON) -m venv $$folder && \
	$$folder/bin/python $(PIP_INSTALL) . && cd / && $$folder/bin/python -I -c '$(INSTALLED)'

COMPILE := --quiet --upgrade --python-version 3.11 --generate-hashes --annotation-style line --custom-compile-command "make lock"

# For every platform and every Python from 3.11 on.
lock:
	uv pip compile $(COMPILE) --universal requirements-dev.txt -o requirements-dev.lock
	uv pip compile $(COMPILE) --universal requirements-cluster.txt -c requirements-dev.lock -o requirements-cluster.lock
	uv pip compile $(COMPILE) --universal requirements.txt -c requirements-dev.lock -o requirements.lock

lowest.lock: requirements.txt requirements-cluster.txt requirements-dev.txt
	uv pip compile $(COMPILE) --resolution lowest-direct requirements-dev.txt -o $@

pictures: .venv/dev
	$(BIN)/python -m docs.pictures

clean:
	rm -rf .venv

.venv/app: $(LOCK)
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python $(PIP_INSTALL) -r $(LOCK)
	touch $@

.venv/dev: .venv/app $(DEV_LOCK)
	$(BIN)/python $(PIP_INSTALL) -r $(DEV_LOCK)
	touch $@
