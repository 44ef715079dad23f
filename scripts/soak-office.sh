#!/usr/bin/env bash
# Runs of some length over the office on both engines; a line for each goes into docs/soak-office.md.
# usage: soak-office.sh [NUMBERS]
set -euo pipefail
cd "$(dirname "$0")/.."

eval "$(scripts/postgres.sh start)"
CONGVU_SOAK_NUMBERS=${1:-10000} cargo test --locked -p office --test soak -- --ignored --nocapture |
    tee /dev/stderr | sed -n 's/^.*soak: //p' | while read -r line; do
    printf '| %s | %s | %s |\n' "$(date -u +%F)" "$(git rev-parse --short HEAD)" "$line" >>docs/soak-office.md
done
