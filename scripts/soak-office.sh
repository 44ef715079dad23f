#!/usr/bin/env bash
# Runs of some length over the office on both engines; a line for each goes into docs/soak-office.md.
# usage: soak-office.sh [NUMBERS [KILLS [SECONDS]]]
#
# Numbers taken by 64 clerks, the program killed in the middle of its work, fifty people at their
# pages. Tables of the last two stay in target/soak-office. CONGVU_BIN names another build of the
# program than the one that is made here, CONGVU_SOAK_BIN another one of bench-soak.
set -euo pipefail
cd "$(dirname "$0")/.."

out=target/soak-office
mkdir -p "$out"
found=0

# Keeps what a run prints, and its line in the document.
run() {
    local name=$1
    shift
    "$@" 2>&1 | tee "$out/$name.txt" || found=1
    sed -n 's/^.*soak: //p' "$out/$name.txt" | while read -r line; do
        printf '| %s | %s | %s |\n' "$(date -u +%F)" "$(git rev-parse --short HEAD)" "$line" >>docs/soak-office.md
    done
}

soak=${CONGVU_SOAK_BIN:-target/release/bench-soak}
if [ -z "${CONGVU_SOAK_BIN:-}" ]; then
    cargo build --release --locked -p congvu -p bench-soak
fi
eval "$(scripts/postgres.sh start)"
CONGVU_SOAK_NUMBERS=${1:-10000} run numbers cargo test --locked -p office --test soak -- --ignored --nocapture
for engine in sqlite postgres; do
    run "kills-$engine" "$soak" kills "$engine" "${2:-200}"
done
for engine in sqlite postgres; do
    run "users-$engine" "$soak" users "$engine" "${3:-600}"
done
exit "$found"
