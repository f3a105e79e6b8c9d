# One command for each job. `make help` lists them.

PYTHON ?= python3
SITE ?= site
BIN := .venv/bin
CODE := book finish publish hooks extensions supply tests
export NO_MKDOCS_2_WARNING := 1 # MkDocs stays below 2 (requirements.in says why)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The time of the last commit stands for that of the build, so that the same sources give the same bytes.
SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null))
ifeq ($(SOURCE_DATE_EPOCH),)
unexport SOURCE_DATE_EPOCH
else
export SOURCE_DATE_EPOCH
endif

# What makes the pages: MkDocs with Material, or Zensical. All other steps are the same.
ENGINE ?= mkdocs
ifeq ($(ENGINE),mkdocs)
ENVIRONMENT := .venv/guide
PAGES = $(BIN)/python -m mkdocs build --strict --site-dir build/site
SERVE = $(BIN)/python -m mkdocs serve
else ifeq ($(ENGINE),zensical)
ENVIRONMENT := .venv/zensical
PAGES = SITE_DIR=build/site $(BIN)/python hooks/zensical_adapter.py && $(BIN)/python -m sitelint . --site build/site
SERVE = SITE_DIR=build/served $(BIN)/zensical serve --dev-addr 127.0.0.1:8000
else
$(error ENGINE is mkdocs or zensical, and not $(ENGINE))
endif

# A wheel runs no code when it is installed. These have none; they are built with the locked setuptools.
FROM_SOURCE := csscompressor jsmin readability $(if $(filter Darwin,$(shell uname)),rjsmin)
WHEELS := --only-binary :all: $(foreach name,$(FROM_SOURCE),--no-binary $(name))
INSTALL := $(BIN)/pip install --quiet --require-hashes --no-build-isolation $(WHEELS)

.PHONY: help serve pdf build publish rollback folder test weigh audit fuzz mutants bench measure lock advisories clean
.DELETE_ON_ERROR:

help: ## List the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

serve: $(ENVIRONMENT) ## Read the guide on http://127.0.0.1:8000, reloaded as you edit
	$(BIN)/python -m sitelint .
	$(SERVE)

pdf: $(ENVIRONMENT) ## Write the book, the sheets and the e-book into build/site/downloads/
	@$(ALONE) $(MAKE) --no-print-directory pdf-alone

build: $(ENVIRONMENT) ## Build the guide strictly, with its book, into site/ [ENGINE=zensical]; a failed build leaves the last good site
	@$(ALONE) $(MAKE) --no-print-directory build-alone

publish: folder $(ENVIRONMENT) ## Show readers a new site, all at once: make publish DIR=folder [RELOAD="systemctl reload nginx"]
	@$(ALONE) $(MAKE) --no-print-directory publish-alone

# One of these at a time, as they share build/site and site/.
ALONE := $(BIN)/python -m publish.alone build/.lock
.PHONY: last-good pdf-alone build-alone publish-alone

last-good: # of a build that was killed between its two renames
	@[ -e site ] || ! [ -e build/last ] || mv build/last site

pdf-alone:
	$(BIN)/python -m sitelint .
	$(PAGES)
	$(BIN)/python -m book build/site

build-alone: last-good pdf-alone
	$(BIN)/python -m finish build/site
	rm -rf build/last && if [ -e site ]; then mv site build/last; fi && mv build/site site
	rm -rf build/last

publish-alone: build-alone
	$(BIN)/python -m publish site "$(DIR)" $(if $(RELOAD),--reload "$(RELOAD)")

rollback: folder .venv/guide ## Show readers the site before this one again: make rollback DIR=folder
	$(BIN)/python -m publish --rollback "$(DIR)" $(if $(RELOAD),--reload "$(RELOAD)")

folder:
	$(if $(DIR),,$(error Name the folder that the web server reads: make $(MAKECMDGOALS) DIR=/srv/back-together))

test: .venv/peers ## Run everything that must hold, in a real browser too
	$(BIN)/python tests/browser.py
	$(BIN)/python tests/pango.py
	$(BIN)/python tests/web_servers.py
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/python -m pytest

weigh: .venv/tests ## Print what a page costs on a phone: make weigh SITE=folder PAGE=trust.html
	$(BIN)/python tests/browser.py
	$(BIN)/python tests/weigh.py $(SITE) $(PAGE)

audit: .venv/peers ## Run the slower proofs: Lighthouse, the cost of the checks, two builds byte by byte, looks by pixel, fuzzing
	$(BIN)/python tests/browser.py
	$(BIN)/python tests/lighthouse.py
	$(BIN)/python tests/bench.py --limit
	$(BIN)/python tests/corpus build/measured.md
	$(BIN)/python -m pytest -m 'audit or hypothesis' --hypothesis-profile=audit

fuzz: .venv/tests ## Look for ten minutes for input that the checks cannot bear
	$(BIN)/python tests/fuzz.py

mutants: .venv/tests ## Change the checks in thousands of ways, and name what no case notices
	$(BIN)/python tests/mutants.py

measure: .venv/tests ## Count what the checks find of defects planted in real documentation, fetched with pip
	$(BIN)/python tests/corpus

bench: .venv/tests ## Time a thousand-page build with and without the checks
	$(BIN)/python tests/bench.py

lock: .venv/tests ## Compile requirements*.in into hash-locked requirements*.txt, and list what they hold in sbom.cdx.json
	for name in requirements requirements-zensical requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 $(WHEELS) \
	    --custom-compile-command "make lock" $$name.in --output-file $$name.txt || exit 1; \
	done
	$(BIN)/python -m supply.sbom

advisories: .venv/tests ## Ask whether anything locked has a known hole; fails too if nobody could say
	$(BIN)/python -m supply.advisories

clean: ## Remove the environment and everything built
	rm -rf .venv .cache build site tests/peers/node_modules

# The environments: .venv holds what the site needs; Zensical and the tests add what they need to it.
.venv/guide: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The guide needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	sed -n '/^setuptools==/,/[^\]$$/p' requirements.txt | $(INSTALL) --requirement /dev/stdin
	$(INSTALL) --requirement requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/zensical: .venv/guide requirements-zensical.txt
	$(INSTALL) --requirement requirements-zensical.txt
	@touch $@

.venv/tests: .venv/guide requirements-dev.txt
	$(INSTALL) --requirement requirements-dev.txt
	@touch $@

# The tools of others that the tests measure with, from npm.
.venv/peers: .venv/tests tests/peers/package-lock.json
	$(BIN)/python tests/peers
	@touch $@
