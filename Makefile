# One word for each task of a developer. `make setup` first; PYTHON chooses the interpreter.
PYTHON ?= python3
bin := .venv/bin

.PHONY: setup kernel check test fast format lint types bench pictures golden keys fingerprints

setup:            ## a virtual environment with all that development needs
	$(PYTHON) -m venv .venv
	$(bin)/pip install --quiet --editable '.[dev]'

kernel:           ## compile the kernel again, after a change in C
	$(bin)/pip install --quiet --no-deps --editable .
	$(bin)/python -c 'from core.compiled import library; exit(library.reason() or 0)' || \
	    { $(bin)/pip install --verbose --no-deps --editable .; exit 1; }

check:            ## everything that has to pass, on the last commit, in a fresh environment
	.ci/run

test:             ## all tests
	$(bin)/pytest -n auto

fast:             ## the core and the documents, in about a minute
	$(bin)/pytest -n auto tests/core tests/test_docs.py

format:           ## write every file in the one format
	$(bin)/ruff format .

lint:             ## format and lint, and the walls between packages; nothing is changed
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/lint-imports

types:            ## static types
	$(bin)/mypy

bench:            ## speed, latency and bytes
	$(bin)/python -m benchmarks

pictures:         ## draw the golden pictures of the screen and those of the README again
	UPDATE_PICTURES=1 $(bin)/pytest -q -n auto tests/tui/test_pictures.py || [ $$? -eq 1 ]
	$(bin)/python tools/readme_pictures.py

golden:           ## train the golden runs again, after a change of the numbers that is meant
	$(bin)/python -m tests.helpers.golden_runs

keys:             ## write the table of keys into the manual
	$(bin)/python tools/manual_keys.py --write

fingerprints:     ## train what the documents tell to verify, and write its fingerprints into them
	$(bin)/python tools/fingerprints.py --write
