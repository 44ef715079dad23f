#!/usr/bin/env bash
# Scores `congvu` against a corpus of real signed files, where there is one: the folder that
# CONGVU_CORPUS names, else ../shared/corpus. It lies beside the project and is no part of it.
# usage: corpus.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/debug/congvu}
corpus=${CONGVU_CORPUS:-../shared/corpus}
if [ ! -f "$corpus/score.py" ]; then
    echo "corpus: NOT SCORED, there is no $corpus/score.py (CONGVU_CORPUS names another place)" >&2
    exit 0
fi

failed=0
# The share of rows that must agree. Of kinds that are not read yet, that nothing crashes or hangs.
while read -r kind least; do
    echo "corpus: $kind, at least $least"
    python3 "$corpus/score.py" --corpus "$corpus" --bin "$program" --kind "$kind" --least "$least" || failed=1
done <<'END'
path 1
ocsp 1
pdf 0.97
cms 0
xml 0
asic 0
END
[ "$failed" = 0 ] || echo "corpus: below what is demanded" >&2
exit "$failed"
