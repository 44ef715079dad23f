#!/usr/bin/env bash
# Every check, in the order in which a mistake is cheapest to find.
set -euo pipefail
cd "$(dirname "$0")/.."

export CONGVU_PYTHON="$PWD/target/interop/bin/python"
export RUSTFLAGS="-D warnings"
export CARGO_INCREMENTAL=0 # one build from nothing: its traces would fill the disk for no one
eval "$(scripts/postgres.sh start)"
trap 'scripts/postgres.sh stop; rm -rf "${CONGVU_TEST_MEMORY:-}"' EXIT
# Many small databases are made and thrown away: in memory, where there is enough of it.
free=$(df --output=avail -m /dev/shm 2>/dev/null | tail -1)
if [ "${free:-0}" -gt 4000 ]; then
    CONGVU_TEST_MEMORY=$(mktemp -d /dev/shm/congvu-test.XXXXXX)
    chmod 755 "$CONGVU_TEST_MEMORY" # LibreOffice runs as a user of nothing and goes through it
    export CONGVU_TEST_MEMORY
fi

make assets # the server embeds them, so that nothing of it compiles without

cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
cargo build --locked -p congvu -p agent # the proofs in e2e run the real programs
cargo test --workspace --locked 2>&1 | tee target/test.log

# One line for all test binaries together.
awk '/^test result:/ { passed += $4; failed += $6 } END { printf "%d passed, %d failed\n", passed, failed }' target/test.log

# Where the time goes.
awk '/^ *Running / { program = $2 ~ /^unittests/ ? $3 " " $4 : $2 " " $3 }
    /^test result:/ { sub(/s$/, "", $NF); print $NF, program }' target/test.log |
    sort -rn | head -10 | sed 's/^/slowest: /'
