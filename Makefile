# Two commands do everything on a fresh Debian or Ubuntu machine that has Rust:
#   make run    builds Công Vụ and opens a working office at http://127.0.0.1:8080
#   make test   installs what the tests need and runs every check

.PHONY: run run-cli test bench bench-office soak soak-office build deb assets setup-run setup-test fmt clippy clean

# Two agencies, their people and desk agents; LISTEN=127.0.0.1:PORT for another address. Built as
# for tests: whoever wants to try it out does not wait for the last optimisation.
run: setup-run assets
	cargo build --locked -p congvu -p agent
	target/debug/congvu demo --data target/demo --listen $(or $(LISTEN),127.0.0.1:8080)

# The sample documents through the three signatures of a real issue, on the command line.
run-cli: setup-run build
	scripts/demo.sh demo

build: assets
	cargo build --release --locked -p congvu -p agent

# The Debian package of both programs, in target/debian (docs/install.md).
deb: setup-run build
	scripts/deb.sh target/release

# Styles, scripts and fonts of the pages, from npm packages into web/dist.
assets: web/dist/manifest.json

web/dist/manifest.json: web/node_modules/.package-lock.json web/build.mjs web/icons.txt $(wildcard web/src/* web/src/parts/*)
	cd web && node build.mjs

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --ignore-scripts --no-audit --no-fund

test: setup-test
	scripts/test.sh

# Speed against floors and peers, as ratios (docs/benchmarks.md).
bench: setup-test assets
	cargo build --release --locked -p congvu -p bench-engine
	target/release/bench-engine

# Lists and search at 10⁴, 10⁵ and 10⁶ documents on both engines (docs/benchmarks-office.md).
bench-office:
	cargo build --release --locked -p bench-office
	eval "$$(scripts/postgres.sh start)" && target/release/bench-office

# Every fuzz target for an hour each, or for SECONDS; results go into docs/soak.md.
soak:
	scripts/soak.sh $(or $(SECONDS),3600)

# On each engine: 64 issuers take NUMBERS (10000) numbers, the program is killed KILLS (200) times,
# fifty people use it for SECONDS (600). Results go into docs/soak-office.md.
soak-office: assets
	scripts/soak-office.sh $(or $(NUMBERS),10000) $(or $(KILLS),200) $(or $(SECONDS),600)

setup-run:
	scripts/setup.sh run

setup-test:
	scripts/setup.sh test

fmt:
	cargo fmt --all --check

clippy:
	cargo clippy --workspace --all-targets --locked -- -D warnings

clean:
	rm -rf demo web/dist web/node_modules
	cargo clean
