#!/usr/bin/env bash
# Runs every finding, one after the other, and fails when one of them changed or could not run.
cd "$(dirname "$0")"
failed=0
for file in *.sh; do
  case $file in all.sh | lib.sh) continue ;; esac
  bash "$file" || failed=$((failed + 1))
done
echo "$failed findings changed or could not run"
[ "$failed" = 0 ]
