#!/usr/bin/env bash
# A whole rolling upgrade under steady load: what sign-ins, reads and writes met, step by step.
#
#   eng/upgrade.sh [reads per second, default 400] [seconds, default 45]
#
# One gateway, a cell of two nginx destinations, pool a and pool b. This script is the person of the plan: it ends a server with kill -9,
# starts the "new version" in its place, and approves. Three h2load processes send reads, and half as many sign-ins and writes each, over
# HTTP/1.1; every request is logged with its time, and counted for the step in which it began. A step begins when its decision goes to
# disk: a few writes pass in that moment. Needs Debian's nginx-light, nghttp2-client and curl. Everything listens on 127.0.0.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
rate=${1:-400} seconds=${2:-45}
need nginx h2load curl
build

# name, port, version
start() { nginx_server "$1" "$2" "location / { return 200 $3; }"; }
end() { kill -9 "${pid[$1]}"; }
start a1 18201 old; start b1 18202 old

mkdir -p "$work/config/upgrades"
cat > "$work/config/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:18543" }, "http": { "address": "127.0.0.1:18180", "mode": "serve" }, "ops": { "address": "127.0.0.1:18191" } },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
cat > "$work/config/cells.json" <<J
{ "cells": [ { "id": "c", "slowStart": { "window": "2s" },
    "destinations": [ { "id": "a1", "address": "http://127.0.0.1:18201", "pool": "a" }, { "id": "b1", "address": "http://127.0.0.1:18202", "pool": "b" } ] } ] }
J
echo '{ "tenants": [ { "id": "t", "hosts": ["localhost"], "cell": "c" } ] }' > "$work/config/tenants.json"
unlimited "$work/config/limits.json"
sed -e 's/over: 30s/over: 3s/' -e 's/settle: 5s/settle: 3s/' config/upgrades/default.yaml > "$work/config/upgrades/default.yaml"
admin "$work/config/admin.json"
dotnet "$gateway" --config "$work/config" > "$work/out" 2> "$work/log" & pid[gateway]=$!
await http://127.0.0.1:18191/readyz "$work/log"

api() { curl -sS -X "$1" -H "Authorization: Bearer $token" "http://127.0.0.1:18191/api/v1/$2" ${3:+-d "$3"}; }
echo '{}' > "$work/body"

# name, requests per second, seconds, further arguments of h2load
load() { h2load --h1 -c 10 -t 1 -D "$3" --rps "$(($2 / 10))" --log-file="$work/$1.tsv" "${@:4}" > "$work/$1.txt" 2>&1; }
all() {
  load reads "$rate" "$1" http://localhost:18180/page & local first=$!
  load signins "$((rate / 2))" "$1" -d "$work/body" -H 'content-type: application/json' http://localhost:18180/api/v1/authn & local second=$!
  load writes "$((rate / 2))" "$1" -d "$work/body" -H 'content-type: application/json' http://localhost:18180/api/v1/users & local third=$!
  wait "$first" "$second" "$third"
}

all 4 # Until the hot paths are compiled.
rm -f "$work"/*.tsv
all "$seconds" & running=$!
sleep 3
run=$(api POST upgrades '{"cell":"c","reason":"measured"}')
id=$(grep -oE '"id":"[0-9a-f]+"' <<< "$run" | head -1 | cut -d'"' -f4)
[ -n "$id" ] || { echo "It did not begin: $run" >&2; exit 1; }

# step, what to do before it is approved
approve() {
  for _ in $(seq 300); do
    run=$(api GET "upgrades/$id")
    grep -q "\"status\":\"waiting\",\"step\":\"$1\"" <<< "$run" && break
    grep -qE '"status":"(blocked|rolled-back)"' <<< "$run" && { echo "It stopped: $run" >&2; exit 1; }
    sleep 0.1
  done
  eval "$2"
  api POST "upgrades/$id/approve" "{\"step\":\"$1\"}" > "$work/approved"
}
approve upgrade-database 'sleep 1'
approve upgrade-servers 'end a1; sleep 1; start a1 18201 new; sleep 2'
approve replication 'sleep 1'
approve trailing-half 'end b1; sleep 1; start b1 18202 new; sleep 2'
for _ in $(seq 300); do run=$(api GET "upgrades/$id"); grep -q '"status":"completed"' <<< "$run" && break; sleep 0.1; done
grep -q '"status":"completed"' <<< "$run" || { echo "It did not complete: $run" >&2; exit 1; }
wait "$running" || true

# Each step's begin, in microseconds.
echo "before 0" > "$work/steps"
grep -oE '"step":"[a-z-]+","state":"[a-z]+",("phase":"[a-z]+",)?"started":"[^"]+"' <<< "$run" | while IFS= read -r line; do
  echo "$(cut -d'"' -f4 <<< "$line") $(($(date -d "$(sed -E 's/.*"started":"([^"]+)"/\1/' <<< "$line")" +%s%N) / 1000))"
done >> "$work/steps"

echo '| step | seconds | sign-ins | failed | reads | failed | writes passed | refused | failed |'
echo '|---|---|---|---|---|---|---|---|---|'
awk -v OFS=' | ' '
  BEGIN { n = 0 }
  FILENAME ~ /steps$/ { name[n] = $1; from[n++] = $2; next }
  { kind = FILENAME; sub(/.*\//, "", kind); sub(/\.tsv$/, "", kind)
    for (i = n - 1; i > 0 && $1 < from[i]; i--) ;
    if (first == 0 || $1 < first) first = $1
    if ($1 > last) last = $1
    outcome = $2 == 200 ? "good" : ($2 == 503 ? "refused" : "failed"); count[i, kind, outcome]++ }
  END { from[0] = first; from[n] = last
    for (i = 0; i < n; i++)
      print "| " name[i], sprintf("%.1f", (from[i + 1] - from[i]) / 1000000),
        count[i, "signins", "good"] + 0, count[i, "signins", "failed"] + count[i, "signins", "refused"],
        count[i, "reads", "good"] + 0, count[i, "reads", "failed"] + count[i, "reads", "refused"],
        count[i, "writes", "good"] + 0, count[i, "writes", "refused"] + 0, (count[i, "writes", "failed"] + 0) " |" }
' "$work/steps" "$work/reads.tsv" "$work/signins.tsv" "$work/writes.tsv"
