#!/usr/bin/env bash
# Runs every fuzz target for a while (an hour unless told) and writes one line for each into
# docs/soak.md. usage: soak.sh [SECONDS [TARGET…]]
#
# Needs a nightly compiler and cargo-fuzz (`cargo install cargo-fuzz`). Corpus, fixture and finds
# stay in fuzz/, so that the next run goes on where this one stopped.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-3600}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(sed -n 's/^name = "\([a-z_]*\)"$/\1/p' fuzz/Cargo.toml | grep -v '^fuzz$')

mkdir -p fuzz/corpus target/soak
commit=$(git rev-parse --short HEAD)
export CONGVU_FUZZ_FIXTURE=$PWD/fuzz/corpus/fixture.json
found=0
for target in "${targets[@]}"; do
    options=(-max_total_time="$seconds" -print_final_stats=1 -timeout=20 -rss_limit_mb=2048 -max_len=65536)
    case $target in pdf_*) options+=(-dict=fuzz/pdf.dict) ;; esac
    log=target/soak/$target.log
    status=0
    CONGVU_FUZZ_SEEDS=$PWD/fuzz/corpus/$target \
        cargo +nightly fuzz run --sanitizer none "$target" -- "${options[@]}" >"$log" 2>&1 || status=$?

    statistic() { sed -n "s/^stat::$1: *//p" "$log" | tail -1; }
    coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    crashes=$(grep -c '^Test unit written to' "$log" || true)
    [ "$status" = 0 ] || found=1
    if [ -z "$(statistic number_of_executed_units)" ] && [ "$crashes" = 0 ]; then
        tail -5 "$log" >&2
        echo "soak: $target did not run" >&2
        continue
    fi
    printf '| %s | %s | %s | %s s | %s | %s | %s |\n' "$(date -u +%F)" \
        "$commit" "$target" "$seconds" \
        "$(statistic number_of_executed_units)" "$coverage" "$crashes" | tee -a docs/soak.md
done
exit "$found"
