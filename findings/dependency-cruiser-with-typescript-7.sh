#!/usr/bin/env bash
# Software: dependency-cruiser 18.7.2 with TypeScript 7.0.2, and with 6.0.3 for comparison, Node 24.21.0.
#
# What happens: beside TypeScript 7 it finds no TypeScript file, prints "no dependency violations found (0 modules…)" with a
# green tick and exits 0. Beside TypeScript 6 it finds the cycle in the same folder.
# Why it surprises: a folder was named on the command line, it has files, and a checker that looked at none of them reports
# success. (TypeScript 7 has no compiler API; `--info` shows that it is not supported.)
# What it means: updating the compiler switches the rules off, in CI as well, and nothing turns red. Give the tool a
# TypeScript of its own (a package override), and check that it counts modules.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install dependency-cruiser@18.7.2 typescript@7.0.2

mkdir src
echo 'import { b } from "./b"; export const a = () => b;' > src/a.ts
echo 'import { a } from "./a"; export const b = () => a;' > src/b.ts
cat > rules.json << 'EOF'
{ "forbidden": [{ "name": "no-cycles", "severity": "error", "from": {}, "to": { "circular": true } }] }
EOF

cruise() {
  local code=0
  node_modules/.bin/depcruise --config rules.json src > report.txt 2>&1 || code=$?
  echo "$(grep -oE '[0-9]+ (modules|dependency violations)' report.txt | head -n 1), exit $code"
}

found="TypeScript 7: $(cruise)"
install typescript@6.0.3
found="$found; TypeScript 6: $(cruise)"
expect 'TypeScript 7: 0 modules, exit 0; TypeScript 6: 1 dependency violations, exit 1'
