#!/usr/bin/env bash
# A fleet of three gateways over Redis, and the node that takes the failover call is killed (SIGKILL) in the middle of it. Prints
# the time from the first call to the first success on each living node, failed requests of another cell's tenant, and events. Then the
# cell itself dies while a node is dead: the two that live are most of three, and fail over by themselves; one alone must not.
#
#   eng/dr-fleet.sh [rounds, default 5]
#
# Needs Debian's redis-server, curl and jq. Everything listens on 127.0.0.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
rounds=${1:-5}
need redis-server redis-cli curl jq
build
admin "$work/admin.json"
redis-server --port 18379 --bind 127.0.0.1 --save '' --appendonly no > /dev/null & pid[redis]=$!; disown

# Node 0 only holds the demo cells; 1 to 3 are the fleet.
for node in 0 1 2 3; do
  folder=$work/$node
  mkdir "$folder"
  cat > "$folder/edge.json" <<J
{ "demo": $([ "$node" = 0 ] && echo true || echo false), "node": { "id": "node-$node" }, "accessLog": { "mode": "off" }, "waf": { "mode": "off" },
  $([ "$node" = 0 ] || echo '"redis": { "configuration": "127.0.0.1:18379" },')
  "listen": { "https": { "address": "127.0.0.1:1844$node" }, "http": { "address": "127.0.0.1:1808$node", "mode": "serve" }, "ops": { "address": "127.0.0.1:1809$node" }, "status": { "address": "127.0.0.1:0" } } }
J
  cat > "$folder/cells.json" <<J
{ "cells": [ { "id": "na-1", "jurisdiction": "us", "autoFailover": true, "autoFailoverAfter": "2s", "destinations": [ { "id": "na-1-a1", "address": "http://127.0.0.1:15101", "pool": "a" }, { "id": "na-1-b1", "address": "http://127.0.0.1:15102", "pool": "b" } ] },
             { "id": "na-2", "jurisdiction": "us", "destinations": [ { "id": "na-2-a1", "address": "http://127.0.0.1:15201", "pool": "a" }, { "id": "na-2-b1", "address": "http://127.0.0.1:15202", "pool": "b" } ] } ] }
J
  cat > "$folder/tenants.json" <<J
{ "tenants": [ { "id": "acme", "hosts": ["acme.localhost"], "cell": "na-1", "drCell": "na-2", "jurisdictions": ["us"] },
               { "id": "initech", "hosts": ["initech.localhost"], "cell": "na-2", "jurisdictions": ["us"] } ] }
J
  unlimited "$folder/limits.json"
  cp "$work/admin.json" "$folder"
done

start() { # Node.
  dotnet "$gateway" --config "$work/$1" > "$work/$1.log" 2>&1 & pid[$1]=$!; disown
  await "http://127.0.0.1:1809$1/readyz" "$work/$1.log"
}
for node in 0 1 2 3; do start "$node"; done

api() { curl -sS -m 10 -X "$2" -H "Authorization: Bearer $token" "http://127.0.0.1:1809$1/api/v1/$3" ${4:+-d "$4"}; }
cell() { curl -s -m 2 -H 'Host: acme.localhost' "http://127.0.0.1:1808$1/echo" | jq -r '.cell // empty' 2> /dev/null || true; }

# Another cell's tenant, all the time, on the nodes that live.
( good=0; bad=0; trap 'echo "$good $bad" > '"$work"'/other; exit' TERM
  while true; do for node in 2 3; do
    if [ "$(curl -s -o /dev/null -m 2 -w '%{http_code}' -H 'Host: initech.localhost' "http://127.0.0.1:1808$node/echo")" = 200 ]; then good=$((good + 1)); else bad=$((bad + 1)); fi
  done; done ) & other=$!; pid[other]=$!

printf '%-8s %-28s %16s %16s\n' round 'called node died after' 'node 2, ms' 'node 3, ms'
worst=0
for round in $(seq "$rounds"); do
  pause=$(awk -v r="$round" 'BEGIN { print (r % 5) * 0.01 }') # From at once to 40 ms.
  begun=$(now)
  api 1 POST dr/failover '{"domains":["acme.localhost"]}' > /dev/null 2>&1 & call=$!
  sleep "$pause"
  kill -9 "${pid[1]}"
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

# Whether the home cell's servers answer.
home() { for port in 15101 15102; do curl -s -o /dev/null -X POST -d "{\"down\":$1}" "http://127.0.0.1:$port/_demo"; done; }
kill -9 "${pid[1]}"
begun=$(now)
home true
until [ "$(cell 2)" = na-2 ] && [ "$(cell 3)" = na-2 ]; do :; done
auto=$(($(now) - begun))
home false
until api 3 POST dr/failback '{"domains":["acme.localhost"]}' | grep -q 'successful'; do sleep 0.1; done # As soon as the cell is healthy.
until [ "$(cell 2)" = na-1 ] && [ "$(cell 3)" = na-1 ]; do :; done
kill "$other"; wait "$other" 2> /dev/null || true
kill -9 "${pid[2]}"
redis-cli -p 18379 del 'edge:{dr}:lead' > /dev/null # Or the pause after an automatic failover would be what holds it back.
home true
sleep 8
alone=$(cell 3)
home false

start 1; start 2 # For their logs.
events() { for node in 1 2 3; do api "$node" GET "logs?since=2020-01-01T00:00:00Z&limit=1000" | jq -r ".[] | select(.eventType == \"$1\" and .outcome.result == \"SUCCESS\") | .uuid"; done | sort -u | wc -l; }
echo "rounds $rounds, events: failover $(events system.dr.failover), failback $(events system.dr.failback)"
echo "by themselves: two nodes of three after $auto ms; one of three $([ -z "$alone" ] && echo 'did not act' || echo "served from $alone: wrong")"
echo "longest $worst ms; the other cell's tenant: $(awk '{ print $1 " served, " $2 " failed" }' "$work/other")"
[ -z "$alone" ]
