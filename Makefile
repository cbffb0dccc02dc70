# Every target sets up what it needs and can be the first thing ever typed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# A reader's progress file is for readers: builds and tests leave it alone.
book pdf test quick chapter new-chapter nbval notebooks bench exercises: export COURSE_PROGRESS := off

.DEFAULT_GOAL := help
.PHONY: help book pdf zip home test quick chapter new-chapter nbval notebooks lab bench bench-large \
        exercises assets packages lint lock test-opencv5 clean

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
	-$(BIN)/python book/_ext/packages.py
	@touch $@

book: $(READY)  ## Build the book into _build/html (warnings are errors)
	$(BIN)/jupyter-book build . --config _config.yml --toc book/_toc.yml -W -n --keep-going

zip: book  ## Pack the built book into one zip file that works from a disk
	$(BIN)/python tools/zip_site.py

home: $(READY)  ## Name the public home, for Binder and Colab: make home URL=https://github.com/owner/name
	@$(BIN)/python tools/set_home.py "$(URL)"

pdf: book  ## Print the whole book as one PDF, _build/computer-vision-by-hand.pdf (needs Chromium)
	$(BIN)/python tools/make_pdf.py

# Up to four processes share the test files, in the order of tests/selection.py.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
PYTEST   := $(BIN)/python -m pytest $(PARALLEL)

test: clean-code  ## Check everything: lint, package, exercises, chapters, strict nbval, the built book in a browser
	$(PYTEST)

quick: clean-code  ## Check everything that needs no browser and no built book
	$(PYTEST) -m "not browser"

chapter: clean-code  ## Check one chapter and build its page: make chapter N=07
	@test -n "$(N)" || { echo "Say which chapter: make chapter N=07"; exit 1; }
	$(PYTEST) --chapter "$(N)"

new-chapter: $(READY)  ## Lay down a new chapter: make new-chapter N=07 TITLE="Convolutions" [TOPIC=convolution]
	@$(BIN)/python tools/new_chapter.py "$(N)" "$(TITLE)" "$(TOPIC)"

.PHONY: clean-code
clean-code: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

lint: $(READY)  ## Mend what ruff can mend, show the rest
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/codespell

bench: $(READY)  ## Time the package against the best library, the controls and the pages of the book
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m pytest -q tests/benchmarks/controls.py tests/benchmarks/pages.py

bench-large: $(READY)  ## Count a volume of 4 GiB on disk (some minutes, 3 GiB of disk, Linux)
	$(BIN)/python -m tests.benchmarks.large_volume

exercises: $(READY)  ## Show all exercises in one table: mistakes, mutants, times (some minutes), or one chapter's: N=07
	$(BIN)/python -m tests.benchmarks.exercises $(N)

assets: $(READY)  ## Fetch what no package carries (brain template, object detector), checked by its hash
	$(BIN)/python -m course_utils.assets

packages: $(READY)  ## Fetch what the site serves out of packages from npm (fonts, OpenCV.js, TensorFlow.js, Python), checked by integrity
	$(BIN)/python book/_ext/packages.py

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

$(READY5): requirements.txt pyproject.toml
	$(PYTHON) -m venv --clear $(VENV5)
	sed 's/^opencv-python-headless==.*/opencv-python-headless==5.0.0.93/' requirements.txt > $(VENV5)/requirements.txt
	$(VENV5)/bin/python -m pip install --disable-pip-version-check -r $(VENV5)/requirements.txt
	$(VENV5)/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Without notebooks and pages, whose printed outputs are those of OpenCV 4.
test-opencv5: $(READY5)  ## Run the package and exercise tests with OpenCV 5
	$(VENV5)/bin/python -m pytest $(PARALLEL) -m "not browser" --ignore tests/test_pages.py tests course_utils

clean:  ## Remove what was built (not .venv)
	rm -rf _build
