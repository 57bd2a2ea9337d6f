#!/usr/bin/env bash
# Software: tsup 9.0.0 with typescript 7.0.2, Node 24.21.0.
#
# What happens: tsup writes `import … from "node:sqlite"` as `from "sqlite"`, also for the target node24. Node has no module
# of that name: sqlite exists with the prefix only (so do node:test and node:sea).
# Why it surprises: taking the prefix off is a favour to old Nodes, and does no harm to fs or path, which is what one tries.
# What it means: the build succeeds, the tests run on the sources, and the published file fails on its first import, or, with
# a package named sqlite installed, imports that one. Set `removeNodeProtocol: false`, and run what you publish.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install tsup@9.0.0 typescript@7.0.2

mkdir src
cat > src/index.ts << 'EOF'
import { DatabaseSync } from "node:sqlite";
export const database: DatabaseSync = new DatabaseSync(":memory:");
EOF

built() {
  node_modules/.bin/tsup src/index.ts --format esm --target node24 --out-dir "$1" > build.log 2>&1 || give_up "the build failed"
  node "$1/index.js" > start.log 2>&1 || true
  echo "$(grep -oE '"(node:)?sqlite"' "$1/index.js") $(grep -m1 -oE 'ERR_[A-Z_]+' start.log || echo starts)"
}

found="as it comes: $(built plain)"
echo 'export default { removeNodeProtocol: false };' > tsup.config.js
found="$found; removeNodeProtocol false: $(built kept)"
expect 'as it comes: "sqlite" ERR_MODULE_NOT_FOUND; removeNodeProtocol false: "node:sqlite" starts'
