# Every command a contributor needs; `make` alone lists them.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
XIAOER := .venv/bin/xiaoer

.DEFAULT_GOAL := help
.PHONY: help install browser run test check bench clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: install ## install, build the demo shop, train if there is no model, start everything
	@$(XIAOER) serve --demo

test: install browser ## every check and every test
	@$(XIAOER) check
	@.venv/bin/pytest

check: install ## style, types, layout, wording, examples, the shop's files
	@$(XIAOER) check

bench: install ## speed and size against a stock Rasa project
	@.venv/bin/python -m bench.compare

clean: ## remove what was built: environment, models, caches (never var/, which holds the shop's data)
	rm -rf .venv .tools models .mypy_cache .ruff_cache .pytest_cache .hypothesis .rasa

install: $(UV)
	@$(UV) sync --quiet --frozen --compile-bytecode

.tools/bin/uv:
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet uv

browser: # for the browser tests, which are skipped where there is none
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium fonts-noto-cjk >/dev/null; } \
	  || echo "There is no Chromium here: the browser tests will be skipped."
