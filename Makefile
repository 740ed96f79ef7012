# Every door of the project. `make help` lists them.
SHELL := /bin/bash
PY := .venv/bin/python
PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run demo admin test lint types layers browser bench drill openapi check assets messages clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/.done: requirements/dev.txt pyproject.toml
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

var/assets/.done: package.json package-lock.json scripts/build_assets.py .venv/.done
	$(PY) scripts/build_assets.py
	mkdir -p var/assets && touch $@

messages: .venv/.done
	@$(PY) scripts/compile_messages.py

setup: .venv/.done var/assets/.done messages ## Install everything into .venv and var/

run: setup ## Set all up, load the demo and serve it at http://127.0.0.1:8000/
	DEMO=1 $(PY) manage.py migrate --noinput -v 0
	DEMO=1 $(PY) manage.py create_demo
	DEMO=1 PORT=$(PORT) $(PY) manage.py run_all

demo: setup ## Load the demo without serving it
	DEMO=1 $(PY) manage.py migrate --noinput -v 0
	DEMO=1 $(PY) manage.py create_demo

admin: setup ## Create the first two administrators of an empty installation
	$(PY) manage.py migrate --noinput -v 0
	$(PY) manage.py create_admin

test: setup ## Lint, types, layers, then the whole suite that needs no server
	$(PY) tests/support/template.py & $(MAKE) lint types layers && wait $$!
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not browser and not postgresql and not services"

lint: .venv/.done ## Check style
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/.done ## Check types
	.venv/bin/mypy

layers: .venv/.done ## Check which package may import which
	.venv/bin/lint-imports

browser: setup ## Journeys in a real Chromium (CHROMIUM=/usr/bin/chromium)
	$(PY) -m pytest -q -m browser tests/browser

bench: setup ## Print the table of speed and query counts
	$(PY) -m bench
	$(PY) -m bench.organization
	$(PY) -m bench.checks

drill: setup ## Run one slow drill: make drill NAME=kill_web
	$(PY) -m drills $(NAME)

openapi: setup ## Write the API's snapshot anew
	$(PY) manage.py write_openapi tests/snapshots/openapi.json

check: test browser ## What .ci/run checks, without the servers

clean: ## Remove what the program and the tools wrote
	rm -rf var .venv node_modules .vnode
