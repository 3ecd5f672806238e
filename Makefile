# make run: the desk at http://127.0.0.1:8000. make test: its tests. Neither needs any service.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.PHONY: run test test-services sequences e2e check bench lint lock fix clean

$(VENV)/.installed: requirements.txt packages/kiteconnect/pyproject.toml packages/kiteconnect/relaxed_wheel.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.installed ## the demo desk in one process
	DEBUG=true $(BIN)/python manage.py demo
	$(BIN)/python manage.py steward --port $(PORT)

test: $(VENV)/.installed-dev ## no service needed
	$(BIN)/python -m pytest -n 2 -m "not e2e and not services and not slow"

test-services: $(VENV)/.installed-dev ## the same suite, and what only services show, on PostgreSQL and Redis
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/7} \
	$(BIN)/python -m pytest -n 2 -m "not e2e and not services and not slow"
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/7} \
	$(BIN)/python -m pytest -m "services"

sequences: $(VENV)/.installed-dev ## a thousand random lives of a portfolio against a plain model, on both databases
	STEWARD_HYPOTHESIS_EXAMPLES=1000 $(BIN)/python -m pytest tests/portfolio/services/test_sequences.py
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} STEWARD_HYPOTHESIS_EXAMPLES=1000 \
	$(BIN)/python -m pytest tests/portfolio/services/test_sequences.py

e2e: $(VENV)/.installed-dev ## journeys in Chromium, and kill -9 under load
	$(BIN)/python -m pytest -m "e2e or slow"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/pip check

check: lint test test-services sequences e2e ## everything but the benches

bench: $(VENV)/.installed-dev ## figures, each beside what it is measured against
	$(BIN)/python -m bench

fix: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## pin requirements.txt and requirements-dev.txt afresh
	rm -rf build/lock && $(PYTHON) -m venv build/lock && build/lock/bin/pip install -q -r requirements.in && build/lock/bin/pip check
	{ echo "# Pinned by make lock from requirements.in; plain pip installs it from the root of the repository."; \
	  build/lock/bin/pip freeze | grep -v '^kiteconnect'; echo "kiteconnect==5.2.2"; echo "./packages/kiteconnect"; } > requirements.txt
	build/lock/bin/pip freeze | grep -v '^kiteconnect' | sort > build/runtime.txt
	build/lock/bin/pip install -q -r requirements-dev.in && build/lock/bin/pip check
	{ echo "# Pinned by make lock from requirements-dev.in."; echo "-r requirements.txt"; \
	  build/lock/bin/pip freeze | grep -v '^kiteconnect' | sort | comm -23 - build/runtime.txt; } > requirements-dev.txt

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
