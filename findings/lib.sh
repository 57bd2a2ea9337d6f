# What every finding shares: a temporary folder, pinned packages in it, one probe, one comparison.
# Sourced by findings/NAME.sh; not run by itself.
set -euo pipefail

finding=$(basename "$0" .sh)
node_version=24.21.0
found=
folder=$(mktemp -d)
trap 'cd / && rm -rf "$folder"' EXIT
cd "$folder"
printf '{ "private": true, "type": "module" }\n' > package.json

# give_up REASON: the probe could not run at all, which says nothing about the behaviour.
give_up() {
  echo "could not run: $finding: $1" >&2
  exit 2
}

# install NAME@VERSION...: the packages go beside the probe, without their scripts; Node goes into a folder of its own,
# because its package unpacks the binary in a script.
install() {
  mkdir -p runtime && printf '{ "private": true }\n' > runtime/package.json
  if [ ! -x runtime/node_modules/.bin/node ]; then
    npm install --prefix runtime --no-audit --no-fund --loglevel=error "node@$node_version" > install.log 2>&1 ||
      give_up "node@$node_version did not install"
    PATH="$folder/runtime/node_modules/.bin:$PATH"
  fi
  [ "$(node --version)" = "v$node_version" ] || give_up "node is $(node --version) instead of v$node_version"
  if [ $# -gt 0 ]; then
    npm install --no-audit --no-fund --loglevel=error --ignore-scripts "$@" > install.log 2>&1 ||
      give_up "$* did not install: $(grep -m1 'npm error' install.log || true)"
  fi
}

# need_service NAME URL PORT: ends the finding, in one line and well, when nothing listens there.
need_service() {
  local place=${2#*://}
  place=${place##*@}
  place=${place%%/*}
  local host=${place%%:*} port=$3
  [ "$host" = "$place" ] || port=${place##*:}
  timeout 3 bash -c "exec 3<> /dev/tcp/$host/$port" 2> /dev/null || skip "no $1 at $host:$port"
}

skip() {
  echo "skipped: $finding: $1"
  exit 0
}

# run < PROGRAM: runs an ES module, which prints one line, and keeps that line. A line "skipped: REASON" ends the finding.
run() {
  cat > probe.mjs
  local code=0
  found=$(timeout 60 node probe.mjs 2> errors.log) || code=$?
  if [ "$code" != 0 ]; then
    head -n 12 errors.log >&2
    give_up "the probe ended with $code"
  fi
  [ "${found#skipped: }" = "$found" ] || skip "${found#skipped: }"
}

# expect LINE: the behaviour is what it was, or the finding fails.
expect() {
  if [ "$found" = "$1" ]; then
    echo "as found: $finding: $found"
  else
    echo "CHANGED: $finding: expected $1 but found $found"
    exit 1
  fi
}
