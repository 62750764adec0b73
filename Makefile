# From a fresh clone, `make serve` serves and `make test` tests. Needs make, python3 >= 3.11 and a package index.
PYTHON ?= python3
BIN := .venv/bin
PIPS := bin/python -m pip install -qq --disable-pip-version-check --no-compile
PIP := .venv/$(PIPS)
LOCK := build/lock/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

# $(call step,what it does,command): says what runs and how long it took; a failure ends make.
step = @printf '%s …\n' '$(1)'; start=$$(date +%s); { $(2); } && printf '%s: %s s\n' '$(1)' $$(($$(date +%s) - start))

SHARED := $(addprefix tests/,apps attack auth components oracle queries ui)

.DEFAULT_GOAL := help
.PHONY: help serve test test-spark test-lake ready check docs lock clean
.DELETE_ON_ERROR:

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

serve: .venv/.serve ## install what serving needs, build the first catalog, serve; ARGS="--port 5007" and the like
	@exec $(BIN)/tidemark serve $(ARGS)

test: ready ## install what testing needs, Chromium, nginx, slapd, PostgreSQL and an OpenID provider too; run every test; ARGS="-k waterfall" and the like
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-spark: .venv/.test .venv/.postgres .venv/.storage build/spark/.ready ## start a local Spark cluster and compare it with DuckDB; needs Java 17, or skips
	@$(BIN)/python -m pytest -p no:xdist -m spark -o timeout=1200 -rs -s tests/spark $(ARGS)

test-lake: ready ## lake and several hosts at length; then all other tests but those of files, with the catalog on a lake, the store in PostgreSQL and meetings over it
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not spark" tests/lake tests/hosts $(ARGS)
	@TIDEMARK_TEST_LAKE=s3 TIDEMARK_TEST_STORE=postgres $(BIN)/python -m pytest -n 2 --dist loadfile $(SHARED) $(ARGS)

ready: .venv/.chromium .venv/.nginx .venv/.slapd .venv/.postgres .venv/.provider .venv/.storage

check: .venv/.test ## formatting, lint, types, direction of imports, pages and queries, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tidemark check
	$(BIN)/python -m pytest -q tests/test_docs.py -k "not example"

docs: .venv/.serve ## rewrite docs/queries.md and the tables of docs/rollups.md from the queries
	$(BIN)/python -m scripts.queries_page
	$(BIN)/python -m scripts.rollups_page

lock: ## maintainers: refresh the pinned dependencies
	@$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet uv
	$(LOCK) --upgrade --output-file lock/serve.txt
	$(LOCK) --extra lake --constraints lock/serve.txt --output-file lock/lake.txt
	$(LOCK) --extra lake --extra test --constraints lock/serve.txt --output-file lock/test.txt
	build/lock/bin/uv pip compile --quiet lock/spark.in --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --upgrade --output-file lock/spark.txt
	@! grep -nE '://|index-url|find-links|trusted-host' lock/*.txt || { echo 'lock: an address is in the result'; exit 1; }

clean: ## remove what was installed and cached; the data in .tidemark stays
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Tidemark needs Python 3.11 or newer, and $(PYTHON) is not: run make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	$(call step,Making .venv,$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "$(PYTHON) cannot make a virtual environment: install the system package python3-venv"; exit 1; })

.venv/.serve: lock/serve.txt pyproject.toml | $(BIN)/pip
	$(call step,Installing what serving needs,$(PIP) --require-hashes -r lock/serve.txt)
	$(call step,Installing tidemark,$(PIP) --no-deps --no-build-isolation -e .)
	$(call step,Compiling it,$(BIN)/python -m compileall -qq -j 0 -x /tests/ .venv/lib || true)
	@touch $@

.venv/.test: lock/test.txt .venv/.serve
	$(call step,Installing what testing needs,$(PIP) --require-hashes -r lock/test.txt)
	@touch $@

.venv/.chromium: scripts/chromium.py scripts/program.py scripts/debian.py .venv/.test | .venv/.provider
	$(call step,Finding Chromium,$(BIN)/python -m scripts.chromium)
	@touch $@

.venv/.nginx: scripts/nginx.py scripts/program.py scripts/debian.py | $(BIN)/pip
	$(call step,Finding nginx,$(BIN)/python -m scripts.nginx)
	@touch $@

# One after the other, as apt allows one at a time; beside what pip installs with --jobs 2.
.venv/.slapd: scripts/slapd.py scripts/program.py scripts/debian.py | .venv/.nginx
	$(call step,Finding slapd,$(BIN)/python -m scripts.slapd)
	@touch $@

.venv/.postgres: scripts/postgres.py scripts/program.py scripts/debian.py | .venv/.slapd
	$(call step,Finding PostgreSQL,$(BIN)/python -m scripts.postgres)
	@touch $@

.venv/.provider: scripts/provider.py scripts/npm.py scripts/program.py scripts/debian.py tests/provider/package-lock.json | .venv/.postgres
	$(call step,Finding the OpenID provider,$(BIN)/python -m scripts.provider)
	@touch $@

.venv/.java: scripts/java.py scripts/debian.py | .venv/.test
	$(call step,Finding Java,$(BIN)/python -m scripts.java)
	@touch $@

# Spark's own environment, which our code starts as another process and never imports.
build/spark/.ready: lock/spark.txt | $(BIN)/pip .venv/.java
	$(call step,Making build/spark,$(PYTHON) -m venv build/spark)
	$(call step,Installing Spark,build/spark/$(PIPS) --require-hashes -r lock/spark.txt)
	@touch $@

.venv/.storage: scripts/storage.py scripts/npm.py scripts/program.py scripts/debian.py tests/storage/package-lock.json | .venv/.provider
	$(call step,Finding the S3 server,$(BIN)/python -m scripts.storage)
	@touch $@
