# The commands of Puente. `make run` and `make test` need make, Python 3.11 or newer and a package registry.

UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
# The machine's own certificates, so that it works behind a county's TLS proxy too.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1
PY := .venv/bin/python
RASA_PY := .venv-rasa/bin/python

.PHONY: run test setup check bench eval clean lock
.DEFAULT_GOAL := run

run: environments
	@exec .venv/bin/puente run

setup: environments
	@.venv/bin/puente setup

test: environments
	@sh deploy/test-tools.sh
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: environments
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -q tests/house
	@$(PY) -m webhooks.commands.validate

bench: environments
	@$(PY) -m benchmarks

# EVAL="--stock recorded" shows the stock pipeline as last written down instead of training it on today's data (15 minutes
# on two free cores); EVAL="--stock-epochs 0" leaves it out.
eval: environments
	@$(PY) -m tests.eval $(EVAL)

.PHONY: environments
environments: .venv/.made .venv-rasa/.made

.venv/.made: pyproject.toml uv.lock | $(UV)
	@echo "puente: installing what the web process and the worker need" >&2
	@$(UV) sync --locked --quiet --compile-bytecode
	@touch $@

.venv-rasa/.made: bot/dialogue/requirements.txt | $(UV)
	@echo "puente: installing Rasa's own environment (TensorFlow among it, about 500 MB)" >&2
	@python=$$(sh deploy/find-python310.sh $(UV)) && $(UV) venv --quiet --clear --python "$$python" .venv-rasa
	@$(UV) pip sync --quiet --python $(RASA_PY) bot/dialogue/requirements.txt
	@$(RASA_PY) -m compileall -q -j 0 .venv-rasa/lib >/dev/null 2>&1 || true
	@touch $@

.tools/bin/uv:
	@echo "puente: installing uv $(UV_VERSION) into .tools" >&2
	@sh deploy/get-uv.sh $(UV_VERSION)

# Written again only by hand, when a dependency changes.
lock: | $(UV)
	$(UV) lock
	$(UV) pip compile --quiet --generate-hashes --python-version 3.10 --no-header \
		bot/dialogue/requirements.in -o bot/dialogue/requirements.txt

clean:
	rm -rf .venv .venv-rasa .tools .models .pytest_cache .mypy_cache .ruff_cache .hypothesis
