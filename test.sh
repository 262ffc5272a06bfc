#!/usr/bin/env bash
# Installs what the tests need (as root, by apt) and runs all tests.
# The last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Debian package → the file that shows it is there.
needs=(
  "redis-server:/usr/bin/redis-server"
  "modsecurity-crs:/usr/share/modsecurity-crs/rules"
  "prometheus:/usr/bin/promtool"
  "openssl:/usr/bin/openssl"
  "curl:/usr/bin/curl"
  "chromium:/usr/bin/chromium"
)

missing=()
for need in "${needs[@]}"; do
  [ -e "${need#*:}" ] || missing+=("${need%%:*}")
done

if [ "${#missing[@]}" -gt 0 ]; then
  echo "Installing: ${missing[*]}"
  if [ "$(id -u)" -eq 0 ]; then
    # policy-rc.d keeps Debian from starting the services: the tests start their own.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
      chmod +x /usr/sbin/policy-rc.d
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
  fi
  for need in "${needs[@]}"; do
    if [ ! -e "${need#*:}" ]; then
      echo "Missing: ${need%%:*} (${need#*:}). Install it, or run this script as root." >&2
      exit 1
    fi
  done
fi

dotnet build Edge.sln -c Release --nologo -v quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# The test program itself prints a summary; its counts are checked, because a runner can exit 0 having run nothing.
log=$(mktemp)
Edge.Tests/bin/Release/net10.0/Edge.Tests -noColor "$@" | tee "$log"
status=${PIPESTATUS[0]}
summary=$(grep -E 'Total: [0-9]+, Errors:' "$log" | tail -n 1)
# What failed, once more at the end: a long log's head is the first thing that gets lost.
failures=$(grep -A 15 -F '[FAIL]' "$log" | grep -vE '^[0-9TZ:.-]+ (info|warn|dbug): ' | head -n 200)
rm -f "$log"
number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<< "$summary"; }
total=$(number Total) errors=$(number Errors) failed=$(number Failed) skipped=$(number Skipped) left=$(number 'Not Run')
if [ -z "$total" ] || [ "$total" -eq 0 ]; then
  echo "No test ran." >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

[ -z "$failures" ] || printf '\nFailed:\n%s\n\n' "$failures"
failed=$((failed + errors))
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$((total - failed - skipped - ${left:-0})) passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
