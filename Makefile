# Jalon. « make » seul donne l'aide.
.DEFAULT_GOAL := help
.PHONY: help install dev up demo test crash check lock
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet install
LOCKS := requirements.lock build.lock
COMPILE := uv pip compile --no-strip-extras --generate-hashes --no-emit-index-url --no-header --no-annotate --universal -p 3.11
NO_NETWORK := { echo "Les dépendances n'ont pas pu être installées (voir ci-dessus) : vérifiez l'accès au réseau, puis relancez la commande." >&2; exit 1; }

# A virtual environment whose Python is gone is made again.
$(shell $(PY) -c '' 2>/dev/null || rm -f $(VENV)/.jalon-*)

# What is done bears the sum of what it was made from in its name: nothing to do again while nothing changed.
sum = $(firstword $(shell cat $(1) 2>/dev/null | cksum))
HERE := $(firstword $(shell printf '%s' '$(CURDIR)' | cksum))
MADE := $(VENV)/.jalon-venv-$(HERE)
RUNTIME := $(VENV)/.jalon-runtime-$(call sum,$(LOCKS))
PRODUCT := $(VENV)/.jalon-product-$(call sum,$(LOCKS) pyproject.toml)
DEV := $(VENV)/.jalon-dev-$(call sum,$(LOCKS) dev.lock)

help:
	@echo "make install   installe Jalon dans .venv (Python 3.11 ou plus récent) ; ensuite : .venv/bin/jalon --help"
	@echo "make up        démarre tout sur cette machine : base, Temporal, moteur, pages ; Ctrl-C arrête tout"
	@echo "make demo      joue un mandat entier, 2026-2032, de la CC de la Tenarèze (données fictives)"
	@echo "make test      lance tous les tests ; ARGS=… va à pytest"
	@echo "make crash     tue chaque partie à répétition autour d'un minuit, puis juge ce qui reste (ARGS=--help)"
	@echo "make check     style, types, couches, budgets, verrous"
	@echo "make lock      (mainteneurs, avec uv) refait requirements.lock, dev.lock et build.lock ; ARGS=--upgrade pour monter les versions"

install: $(PRODUCT)
	@:

dev: $(PRODUCT) $(DEV)
	@:

up: install
	@$(VENV)/bin/jalon up $(ARGS)

demo: install
	@$(VENV)/bin/jalon demo $(ARGS)

test: dev
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

crash: dev
	@$(PY) -m tests.crash $(ARGS)

check: dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --strict .
	@$(VENV)/bin/lint-imports
	@$(PY) scripts/layers.py
	@$(PY) scripts/budget.py
	@$(PY) scripts/guards.py
	@$(PY) scripts/compose_check.py
	@$(PY) -m scripts.procedures_doc --check
	@$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@$(VENV)/bin/compose-lint check --quiet --skip-suppressed --strict-config --fail-on low docker-compose.yml

$(MADE):
	@python=$$(sh scripts/python.sh) && "$$python" -m venv --clear $(VENV)
	@touch $@

$(RUNTIME): $(MADE)
	@echo "Installation de Jalon dans .venv : une à deux minutes la première fois." >&2
	@$(PIP) --require-hashes $(addprefix -r ,$(LOCKS)) || $(NO_NETWORK)
	@touch $@

$(PRODUCT): $(RUNTIME)
	@$(PIP) --no-deps --no-build-isolation --editable . || $(NO_NETWORK)
	@touch $@
	@echo "Jalon est installé : .venv/bin/jalon --help" >&2

$(DEV): $(RUNTIME)
	@echo "Installation des outils de développement dans .venv." >&2
	@$(PIP) --require-hashes -r dev.lock || $(NO_NETWORK)
	@touch $@

lock:
	@command -v uv >/dev/null || { echo "« make lock » a besoin de uv : installez-le (pip install uv), puis relancez la commande." >&2; exit 1; }
	$(COMPILE) pyproject.toml --extra embedded -o requirements.lock $(ARGS)
	$(COMPILE) pyproject.toml --extra embedded --extra dev -c requirements.lock -o dev.lock $(ARGS)
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | $(COMPILE) - -c dev.lock -o build.lock $(ARGS)
