#!/usr/bin/env bash
# A fleet of three gateways over Redis, and the node that takes the failover call is killed (SIGKILL) in the middle of it. Prints
# the time from the first call to the first success on each living node, failed requests of another cell's tenant, and events.
#
#   eng/dr-fleet.sh [rounds, default 5]
#
# Needs Debian's redis-server, curl and jq. Everything listens on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
for tool in redis-server curl jq; do
  command -v "$tool" > /dev/null || { echo "Missing: $tool (apt-get install redis-server curl jq)" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

dotnet build Edge.Gateway -c Release --nologo -v quiet > /dev/null
gateway=Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll
token=$(dotnet "$gateway" token new --role super-admin | grep -o 'edge_[A-Za-z0-9_-]*' | head -1)
hash=$(printf %s "$token" | sha256sum | cut -d' ' -f1)
redis-server --port 18379 --bind 127.0.0.1 --save '' --appendonly no > /dev/null & pids+=($!)

# Node 0 only holds the demo cells; 1 to 3 are the fleet.
for node in 0 1 2 3; do
  folder=$work/$node
  mkdir "$folder"
  cat > "$folder/edge.json" <<J
{ "demo": $([ "$node" = 0 ] && echo true || echo false), "node": { "id": "node-$node" }, "accessLog": { "mode": "off" }, "waf": { "mode": "off" },
  $([ "$node" = 0 ] || echo '"redis": { "configuration": "127.0.0.1:18379" },')
  "listen": { "https": { "address": "127.0.0.1:1844$node" }, "http": { "address": "127.0.0.1:1808$node", "mode": "serve" }, "ops": { "address": "127.0.0.1:1809$node" } } }
J
  cat > "$folder/cells.json" <<J
{ "cells": [ { "id": "na-1", "jurisdiction": "us", "destinations": [ { "id": "na-1-a1", "address": "http://127.0.0.1:15101", "pool": "a" }, { "id": "na-1-b1", "address": "http://127.0.0.1:15102", "pool": "b" } ] },
             { "id": "na-2", "jurisdiction": "us", "destinations": [ { "id": "na-2-a1", "address": "http://127.0.0.1:15201", "pool": "a" }, { "id": "na-2-b1", "address": "http://127.0.0.1:15202", "pool": "b" } ] } ] }
J
  cat > "$folder/tenants.json" <<J
{ "tenants": [ { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1", "drCell": "na-2", "jurisdictions": ["us"] },
               { "id": "initech", "hosts": ["initech.localhost"], "cell": "na-2", "jurisdictions": ["us"] } ] }
J
  echo '{ "concurrency": 100000, "buckets": [ { "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ] } ] }' > "$folder/limits.json"
  echo "{ \"tokens\": [ { \"id\": \"dr\", \"role\": \"super-admin\", \"hash\": \"$hash\" } ] }" > "$folder/admin.json"
done

declare -A process
start() { # Node.
  dotnet "$gateway" --config "$work/$1" > "$work/$1.log" 2>&1 & process[$1]=$!; pids+=($!); disown
  for _ in $(seq 300); do curl -sf -o /dev/null "http://127.0.0.1:1809$1/readyz" && return; sleep 0.1; done
  cat "$work/$1.log" >&2; exit 1
}
for node in 0 1 2 3; do start "$node"; done

api() { curl -sS -m 10 -X "$2" -H "Authorization: Bearer $token" "http://127.0.0.1:1809$1/api/v1/$3" ${4:+-d "$4"}; }
cell() { curl -s -m 2 -H 'Host: acme.localhost' "http://127.0.0.1:1808$1/echo" | jq -r '.cell // empty' 2> /dev/null || true; }
now() { date +%s%3N; }

# Another cell's tenant, all the time, on the nodes that live.
( good=0; bad=0; trap 'echo "$good $bad" > '"$work"'/other; exit' TERM
  while true; do for node in 2 3; do
    if [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' -H 'Host: initech.localhost' "http://127.0.0.1:1808$node/echo")" = 200 ]; then good=$((good + 1)); else bad=$((bad + 1)); fi
  done; done ) & other=$!; pids+=("$other")

printf '%-8s %-28s %16s %16s\n' round 'called node died after' 'node 2, ms' 'node 3, ms'
worst=0
for round in $(seq "$rounds"); do
  pause=$(awk -v r="$round" 'BEGIN { print (r % 5) * 0.01 }') # From at once to 40 ms.
  begun=$(now)
  api 1 POST dr/failover '{"domains":["acme.localhost"]}' > /dev/null 2>&1 & call=$!
  sleep "$pause"
  kill -9 "${process[1]}"
  wait "$call" 2> /dev/null || true
  api 2 POST dr/failover '{"domains":["acme.localhost"]}' > /dev/null # The operator calls another node.
  until [ "$(cell 2)" = na-2 ]; do :; done
  second=$(($(now) - begun))
  until [ "$(cell 3)" = na-2 ]; do :; done
  third=$(($(now) - begun))
  printf '%-8s %-28s %16d %16d\n' "$round" "$pause s" "$second" "$third"
  worst=$((third > worst ? third : worst))
  api 3 POST dr/failback '{"domains":["acme.localhost"]}' > /dev/null
  until [ "$(cell 2)" = na-1 ] && [ "$(cell 3)" = na-1 ]; do :; done
  start 1
  until [ "$(cell 1)" = na-1 ]; do :; done # It has learnt of the failback.
done

kill "$other"; wait "$other" 2> /dev/null || true
events() { for node in 1 2 3; do api "$node" GET "logs?since=2020-01-01T00:00:00Z&limit=1000" | jq -r ".[] | select(.eventType == \"$1\" and .outcome.result == \"SUCCESS\") | .uuid"; done | sort -u | wc -l; }
echo "rounds $rounds, events: failover $(events system.dr.failover), failback $(events system.dr.failback)"
echo "longest $worst ms; the other cell's tenant: $(awk '{ print $1 " served, " $2 " failed" }' "$work/other")"
