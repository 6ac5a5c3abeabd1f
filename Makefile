# The commands of the house; `make` alone prints them.

.DEFAULT_GOAL := help
.PHONY: run test deps build format lint bench figures docs install clean help

PREFIX ?= /usr/local
prefix := $(DESTDIR)$(PREFIX)
# The binary says which commit it was built from, `+` when there are changes beside it, and by which Swift.
export BULKHEAD_COMMIT := $(shell git describe --always --dirty=+ --abbrev=12 2>/dev/null || echo unknown)
export BULKHEAD_COMPILER := $(shell swift --version 2>/dev/null | head --lines=1)
swift_files := Sources Tests Package.swift
bulkhead := .build/release/bulkhead
# The modules whose documentation is built.
modules := Scheduling Statistics Results Tradeoffs Verdicts HardwareTopology Platform Workloads \
  Partitioning Policies Experiment Reporting Exporting

run: ## measure this machine: table, results directory and report
	@Scripts/deps
	swift build --configuration release --product bulkhead
	$(bulkhead) run $(ARGS)

test: ## every check: format, tests, the machine code of the hot paths
	@Scripts/deps test
	@Scripts/test

deps: ## install by apt what is missing, for all of these commands
	@Scripts/deps all

build: ## build the release binary
	@Scripts/deps
	swift build --configuration release --product bulkhead

format: ## bring the sources into shape
	swift format --in-place --recursive --parallel $(swift_files)

lint: ## say what is out of shape
	swift format lint --strict --recursive --parallel $(swift_files)

bench: build ## side by side with hand-written C and with the peers: ratios (ARGS: groups, --pairs N)
	@Scripts/deps all
	@$(MAKE) --silent --directory benches/limits
	benches/side-by-side $(ARGS)

figures: build ## draw plots/ anew from results/
	Scripts/figures $(bulkhead)

docs: ## build the documentation of the modules into .build/docs
	@Scripts/deps
	@mkdir -p .build/docs
	BULKHEAD_DOCS=1 swift package --allow-writing-to-directory .build/docs generate-documentation \
	  $(modules:%=--target %) --enable-experimental-combined-documentation \
	  --transform-for-static-hosting --hosting-base-path bulkhead --output-path .build/docs

# Does not build, so that `sudo make install` leaves nothing of root's in .build.
install: ## install the binary and its completions under PREFIX (/usr/local)
	@test -x $(bulkhead) || { echo "$(bulkhead) is not there yet: run make build first"; exit 1; }
	install -D --mode=755 $(bulkhead) $(prefix)/bin/bulkhead
	$(bulkhead) --generate-completion-script bash | \
	  install -D --mode=644 /dev/stdin $(prefix)/share/bash-completion/completions/bulkhead
	$(bulkhead) --generate-completion-script zsh | \
	  install -D --mode=644 /dev/stdin $(prefix)/share/zsh/site-functions/_bulkhead
	$(bulkhead) --generate-completion-script fish | \
	  install -D --mode=644 /dev/stdin $(prefix)/share/fish/vendor_completions.d/bulkhead.fish

clean: ## remove what was built; results stay
	rm -rf .build

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
