#!/usr/bin/env bash
# Puts the user guide and the pictures that the browser walk took (target/pictures) into target/guide.
# usage: guide.sh
set -euo pipefail
cd "$(dirname "$0")/.."

guide=target/guide
mkdir -p "$guide/hinh"
cp docs/huong-dan/*.md "$guide/"
shopt -s nullglob
for picture in target/pictures/walk-*-desk.png; do
    name=$(basename "$picture" -desk.png)
    cp "$picture" "$guide/hinh/${name#walk-??-}.png"
done
missing=0
while read -r wanted; do
    [ -f "$guide/$wanted" ] || { echo "guide: $wanted is missing: run make test first" >&2; missing=1; }
done < <(grep -oh 'hinh/[a-z-]*\.png' docs/huong-dan/*.md | sort -u)
exit "$missing"
