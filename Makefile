# Every target sets up what it needs and can be the first thing ever typed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# A reader's progress file is for readers: builds and tests leave it alone.
book test nbval notebooks bench: export COURSE_PROGRESS := off

.DEFAULT_GOAL := help
.PHONY: help book test nbval notebooks lab bench bench-large assets lint lock test-opencv5 clean

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
	-$(BIN)/python -m course_utils.assets
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

bench: $(READY)  ## Time the package against the source's way, the best library and the memory
	$(BIN)/python -m tests.benchmarks

bench-large: $(READY)  ## Count a volume of 4 GiB on disk (some minutes, 3 GiB of disk, Linux)
	$(BIN)/python -m tests.benchmarks.large_volume

assets: $(READY)  ## Fetch what no package carries (the brain template), checked by its hash
	$(BIN)/python -m course_utils.assets

lab: $(READY)  ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/01_images_as_arrays.ipynb

notebooks: $(READY)  ## Run all notebooks and store their text outputs
	$(BIN)/python tools/run_notebook.py notebooks/[0-9][0-9]_*.ipynb

nbval: $(READY)  ## Run all notebooks and compare their text outputs, strictly
	$(BIN)/python -m pytest notebooks

lock: $(READY)  ## Pin the newest versions that pyproject.toml allows into requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --upgrade \
	  --no-header --no-annotate --no-emit-index-url --quiet pyproject.toml -o requirements.txt

# The same lock, but OpenCV 5: calcHist and others changed shape there.
VENV5  := .venv-opencv5
READY5 := $(VENV5)/.ready
OPENCV5_TESTS := tests/test_images.py tests/test_histograms.py tests/test_data.py tests/test_plots.py \
                 tests/test_bad_input.py tests/test_equalization.py tests/test_masks.py tests/test_volumes.py \
                 tests/test_cli.py tests/test_judging.py tests/test_exercises.py tests/benchmarks

$(READY5): requirements.txt pyproject.toml
	$(PYTHON) -m venv --clear $(VENV5)
	sed 's/^opencv-python-headless==.*/opencv-python-headless==5.0.0.93/' requirements.txt > $(VENV5)/requirements.txt
	$(VENV5)/bin/python -m pip install --disable-pip-version-check -r $(VENV5)/requirements.txt
	$(VENV5)/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test-opencv5: $(READY5)  ## Run the package and exercise tests with OpenCV 5
	$(VENV5)/bin/python -m pytest $(OPENCV5_TESTS)

clean:  ## Remove what was built (not .venv)
	rm -rf _build
