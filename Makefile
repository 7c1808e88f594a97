# Each target sets up what it needs in .venv, from requirements.lock, and then does one thing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up

.PHONY: report test test-slow check bench gallery clean

report: $(SETUP)  ## the main job: both evaluations, in both languages and formats, under reports/
	$(BIN)/nextwork-eval run life_1972 --out reports
	$(BIN)/nextwork-eval run nextwork_2019 --out reports

test: $(SETUP)  ## all tests but the long simulations, beside each other on all processors
	sh tests/find-browser.sh
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-slow: $(SETUP)  ## coverage and size of the estimators, at full length
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m slow -n auto

check: $(SETUP)  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(SETUP)  ## ratios measured side by side, written to benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.histories
	$(BIN)/python -m benchmarks.sas_readers
	$(BIN)/python -m benchmarks.large_registers
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.randomization
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.weekly_engine
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.log_rank
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.cox
	$(BIN)/python -m benchmarks.wide_to_spells
	$(BIN)/python -m benchmarks.week_forms
	$(BIN)/python -m benchmarks.report_build

gallery: $(SETUP)  ## a picture of every page of both reports, from the files under reports/, in docs/gallery
	sh tests/find-browser.sh
	PYTHONPATH=. $(BIN)/python docs/gallery/draw.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

$(SETUP): requirements.lock pyproject.toml
	sh ./set-up.sh "$(PYTHON)" "$(VENV)"
	touch $@
