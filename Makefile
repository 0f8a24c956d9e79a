# The words that people and CI use alike. `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast sabotage check bench lock docs clean

ARGS ?=

help: ## list these words
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "make %-10s %s\n", $$1, $$2 }'

setup: ## .venv with the locked packages and the command bluevitaal; does nothing when nothing changed
	@sh tools/setup.sh

run: setup ## the whole service with fictitious cases on http://127.0.0.1:8000 (ARGS="--port 8001")
	@exec .venv/bin/bluevitaal serve --demo $(ARGS)

test: setup ## every test, browser included (ARGS="tests/commands -k close")
	@CHROMIUM="$$(sh tools/chromium.sh)" || exit 1; export CHROMIUM; \
	exec .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-fast: setup ## the tests of under a minute: no browser, no pages on a database, nothing marked slow
	@exec .venv/bin/python -m pytest -n 2 --dist loadfile -m "not slow and not browser" $(ARGS)

sabotage: setup ## break the product on purpose and see the tests notice, some ten minutes (ARGS='--only "NAME"')
	@exec .venv/bin/python -m tools.sabotage $(ARGS)

check: setup ## style, layout, types, import contracts, documents, vendored files
	@sh tools/check.sh

bench: setup ## how fast it is, against floors of the same run; writes docs/benchmarks.md (ARGS=--full)
	@exec .venv/bin/python -m benchmarks $(ARGS)

lock: setup ## the lock files anew from pyproject.toml (ARGS="--upgrade" for newer versions)
	@sh tools/lock.sh $(ARGS)

docs: setup ## the pages that are made from code and tests
	@.venv/bin/python -m tools.requirements_page
	@.venv/bin/python -m tools.events_page
	@.venv/bin/python -m tools.rights_page

clean: ## take away what the tools left; --data-dir folders and .venv stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
