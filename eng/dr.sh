#!/usr/bin/env bash
# Read-only mode, failover and failback under steady load from wrk: failed reads and sign-ins, writes that passed, time to the
# first success. One gateway in front of its demo cells, in one process.
#
#   eng/dr.sh [seconds of load per step, default 6]
#
# Needs Debian's wrk, curl and jq. Everything listens on 127.0.0.1. Fails when a sign-in or read fails, or a write passes, that must not.
set -euo pipefail
source "$(dirname "$0")/common.sh"
seconds=${1:-6}
need wrk curl jq
build

mkdir "$work/config"
cat > "$work/config/edge.json" <<J
{ "demo": true, "listen": { "https": { "address": "127.0.0.1:18443" }, "http": { "address": "127.0.0.1:18080", "mode": "serve" }, "ops": { "address": "127.0.0.1:18091" } },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
cat > "$work/config/cells.json" <<J
{ "cells": [ { "id": "na-1", "jurisdiction": "us", "destinations": [ { "id": "na-1-a1", "address": "http://127.0.0.1:15101", "pool": "a" }, { "id": "na-1-b1", "address": "http://127.0.0.1:15102", "pool": "b" } ] },
             { "id": "na-2", "jurisdiction": "us", "destinations": [ { "id": "na-2-a1", "address": "http://127.0.0.1:15201", "pool": "a" }, { "id": "na-2-b1", "address": "http://127.0.0.1:15202", "pool": "b" } ] } ] }
J
cat > "$work/config/tenants.json" <<J
{ "tenants": [ { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1", "drCell": "na-2", "jurisdictions": ["us"] } ] }
J
unlimited "$work/config/limits.json"
admin "$work/config/admin.json"

dotnet "$gateway" --config "$work/config" > "$work/edge.log" 2>&1 & pid[gateway]=$!
await http://127.0.0.1:18091/readyz "$work/edge.log"

api() { curl -sS -f -X "$1" -H "Authorization: Bearer $token" "http://127.0.0.1:18091/api/v1/$2" ${3:+-d "$3"}; }

# What each kind of client sends; the answers are counted by status.
cat > "$work/report.lua" <<'L'
statuses = {}
function response(status) statuses[status] = (statuses[status] or 0) + 1 end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done()
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do io.write(string.format("status %d %d\n", status, count)) end
  end
end
L
{ cat "$work/report.lua"; echo 'wrk.method = "GET"'; } > "$work/read.lua"
{ cat "$work/report.lua"; echo 'wrk.method = "POST"; wrk.headers["Content-Type"] = "application/json"; wrk.body = "{\"username\":\"alice@example.com\",\"password\":\"correct-horse\"}"'; } > "$work/signin.lua"
{ cat "$work/report.lua"; echo 'wrk.method = "POST"; wrk.headers["Content-Type"] = "application/json"; wrk.body = "{\"profile\":{\"firstName\":\"A\"}}"'; } > "$work/write.lua"

load() { # Kind, path: steady load in the background, its report in a file.
  wrk -t1 -c8 -d"${seconds}s" -H 'Host: acme.localhost' -s "$work/$1.lua" "http://127.0.0.1:18080$2" > "$work/$1.out" 2>&1 & loads+=($!)
}
count() { awk -v want="$2" '$1 == "status" && $2 ~ want { n += $3 } END { print n + 0 }' "$work/$1.out"; }
broken() { grep -o 'Socket errors.*' "$work/$1.out" | grep -o '[0-9]*' | paste -sd+ | bc 2> /dev/null || echo 0; }

failures=0
printf '%-24s %10s %10s %10s %10s %12s %12s %14s\n' step reads failed sign-ins failed 'writes 2xx' 'writes 503' 'ms to success'
step() { # Name, what to do in the middle of the load, what must answer afterwards.
  loads=()
  load read /echo; load signin /api/v1/authn; load write /api/v1/users/00ualice00000000000
  sleep "$(awk -v s="$seconds" 'BEGIN { print s / 3 }')"
  local begun ms
  begun=$(now)
  eval "$2"
  until curl -s -o /dev/null -w '%{http_code}' -m 2 -H 'Host: acme.localhost' -H 'Content-Type: application/json' \
    -d '{"username":"alice@example.com","password":"correct-horse"}' http://127.0.0.1:18080/api/v1/authn | grep -q 200; do :; done
  ms=$(($(now) - begun))
  wait "${loads[@]}"
  local read_bad signin_bad
  read_bad=$(($(count read '^[45]') + $(broken read))) signin_bad=$(($(count signin '^[45]') + $(broken signin)))
  printf '%-24s %10d %10d %10d %10d %12d %12d %14d\n' "$1" "$(count read '^2')" "$read_bad" "$(count signin '^2')" "$signin_bad" "$(count write '^2')" "$(count write 503)" "$ms"
  [ "$read_bad" = 0 ] && [ "$signin_bad" = 0 ] || failures=$((failures + 1))
}

# Writes that arrived at an origin although it was told to be read-only: must be 0.
passed() { local sum=0 n; for port in 15101 15102 15201 15202; do n=$(curl -s "http://127.0.0.1:$port/_demo" | jq .writesWhileReadOnly); sum=$((sum + n)); done; echo "$sum"; }
# Writes that any origin accepted from now on, while all of them must be refused.
writes() { local sum=0 n; for port in 15101 15102 15201 15202; do n=$(curl -s "http://127.0.0.1:$port/_demo" | jq .writes); sum=$((sum + n)); done; echo "$sum"; }
steady() { # Name: a step in which nothing changes and every write must be refused.
  local before; before=$(writes)
  step "$1" true
  local after; after=$(writes)
  [ "$after" = "$before" ] || { echo "  $((after - before)) writes passed" >&2; failures=$((failures + 1)); }
}

step 'warm-up' true
step 'read-only on' 'api POST cells/na-1/read-only > /dev/null'
steady 'read-only'
step 'read-only off' 'api POST cells/na-1/read-write > /dev/null'
step 'failover' "api POST dr/failover '{\"domains\":[\"acme.localhost\"]}' > /dev/null"
steady 'failed over'
step 'failback' "api POST dr/failback '{\"domains\":[\"acme.localhost\"]}' > /dev/null"
echo "writes that reached an origin in read-only mode: $(passed)"
[ "$(passed)" = 0 ] || failures=$((failures + 1))

# The home cell is killed; sign-ins fail until somebody fails over.
for port in 15101 15102; do curl -s -o /dev/null -X POST -d '{"down":true}' "http://127.0.0.1:$port/_demo"; done
for _ in $(seq 100); do [ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: acme.localhost' http://127.0.0.1:18080/echo)" = 503 ] && break; sleep 0.1; done
worst=0
for _ in $(seq 20); do
  begun=$(now)
  api POST dr/failover '{"domains":["acme.localhost"]}' > /dev/null
  until [ "$(curl -s -o /dev/null -w '%{http_code}' -m 2 -H 'Host: acme.localhost' http://127.0.0.1:18080/echo)" = 200 ]; do :; done
  ms=$(($(now) - begun))
  worst=$((ms > worst ? ms : worst))
  api POST dr/failback '{"domains":["acme.localhost"],"force":true}' > /dev/null
done
echo "home cell dead: longest of 20 failovers from the call to the first success, $worst ms"
exit "$((failures > 0))"
