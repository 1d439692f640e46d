# A fresh machine needs Python 3.11, make and git: `make brief` and `make test` set everything up themselves.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python

.PHONY: install dev brief app test check bench docs lock clean

install: .venv/.installed
dev: .venv/.dev

.venv/.installed: requirements/run.txt pyproject.toml
	test -x $(RUN) || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(RUN) -m compileall -q src
	touch $@

.venv/.dev: .venv/.installed requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	touch $@

brief: install
	$(BIN)/tertius brief --shipped --out out

# The page: make app ARGS="--port 8599 --no-browser"
app: .venv/.app
	$(BIN)/tertius app $(ARGS)

.venv/.app: .venv/.installed requirements/app.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements/app.txt
	touch $@

# On a desk the first and the last instance of each test, and none that takes long; all of them where CI=true.
SHORT = $(if $(filter true,$(CI)),,--short)
test: dev
	$(RUN) -m pytest $(SHORT) -n $$($(RUN) -c 'import os; print((os.cpu_count() or 1) + 1)') --dist loadfile --no-loadscope-reorder  # one more than cores: some wait

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mkdocs build --strict --quiet

docs: dev
	$(BIN)/mkdocs build --strict

bench: dev
	$(RUN) -m benchmarks --write

lock: dev
	$(BIN)/uv pip compile --quiet --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" --extra app -c requirements/run.txt pyproject.toml -o requirements/app.txt
	$(BIN)/uv pip compile --quiet --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" --extra dev --extra spark -c requirements/run.txt pyproject.toml -o requirements/dev.txt

clean:
	rm -rf out site .mypy_cache .ruff_cache .pytest_cache
