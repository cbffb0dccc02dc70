# Every target sets up what it needs and can be the first thing ever typed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# A reader's progress file is for readers: builds and tests leave it alone.
book test nbval bench: export COURSE_PROGRESS := off

.DEFAULT_GOAL := help
.PHONY: help book test nbval notebooks lab bench lint lock test-opencv5 clean

help:  ## Explain all targets
	@echo "Computer Vision by Hand. The first target you use also installs the course into $(VENV)."
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This course needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 book"; exit 1; }
	@echo "Setting up $(VENV) (once; about two minutes)"
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

book: $(READY)  ## Build the book into _build/html (warnings are errors)
	$(BIN)/jupyter-book build . --config _config.yml --toc book/_toc.yml -W -n --keep-going

test: $(READY)  ## Check everything: lint, package, exercises, chapters, strict nbval, the built book in a browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest

lint: $(READY)  ## Mend what ruff can mend, show the rest
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lab: $(READY)  ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/01_images_as_arrays.ipynb

notebooks: $(READY)  ## Run all notebooks and store their text outputs
	$(BIN)/python tools/run_notebook.py notebooks/[0-9][0-9]_*.ipynb

nbval: $(READY)  ## Run all notebooks and compare their text outputs, strictly
	$(BIN)/python -m pytest notebooks

clean:  ## Remove what was built (not .venv)
	rm -rf _build
