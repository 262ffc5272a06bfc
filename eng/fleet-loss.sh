#!/usr/bin/env bash
# Three gateways in processes of their own on one Redis that hangs, crashes and comes back under load. Prints how soon the loss and the return
# are noticed, what requests take meanwhile, how far a limit is exceeded, and whether it is exact afterwards. Fails when an answer is a 5xx,
# when a limit is exceeded while Redis is there, or by more than 5 % while it is not.
#
#   eng/fleet-loss.sh [rounds, default 5]
#
# Needs Debian's redis-server, nginx-light, wrk and curl. Everything listens on 127.0.0.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
rounds=${1:-5}
need redis-server nginx wrk curl
build
nginx_server origin 18290 'location / { return 200 ok; }'

start_redis() { redis-server --port 18299 --bind 127.0.0.1 --save '' --appendonly no --daemonize no > /dev/null & pid[redis]=$!; disown; }
start_redis

# Node 1 to 3: requests on 18201 to 18203, metrics on 18211 to 18213.
for node in 1 2 3; do
  config="$work/config$node"
  mkdir "$config"
  cat > "$config/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:1820$node", "mode": "serve" }, "ops": { "address": "127.0.0.1:1821$node" }, "status": { "address": "127.0.0.1:0" } },
  "redis": { "configuration": "127.0.0.1:18299" }, "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
  echo '{ "cells": [ { "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:18290" } ] } ] }' > "$config/cells.json"
  echo '{ "tenants": [ { "id": "t", "hosts": ["127.0.0.1"], "cell": "c" } ] }' > "$config/tenants.json"
  cat > "$config/limits.json" <<J
{ "concurrency": 100000, "buckets": [
  { "id": "hot", "limit": 16000000, "window": "1m", "match": [ { "path": "/hot" } ] },
  { "id": "exact", "limit": 600, "window": "10s", "match": [ { "path": "/exact" } ] } ] }
J
  dotnet "$gateway" --config "$config" > "$work/edge$node.log" 2>&1 & pid[$node]=$!
done

lost() { curl -s "http://127.0.0.1:1821$1/metrics" | awk '/^edge_ratelimit_store_lost/ { print $2 }'; }

# When a node last told an event, in ms since 1970: its own clock is finer than asking it again and again.
told_ms() { echo $(($(date -d "$(grep -o "^[^ ]*Z.*rate_limit.$2 " "$work/edge$1.log" | tail -n 1 | cut -d' ' -f1)" +%s%N) / 1000000)); }

# Waits until all nodes say that Redis is lost (1) or there (0); prints how many ms after $2 the last one noticed.
wait_lost() {
  local last=$2 told
  for node in 1 2 3; do
    for _ in $(seq 2000); do [ "$(lost $node)" = "$1" ] && continue 2; sleep 0.005; done
    echo "Node $node does not say store_lost $1:" >&2; tail -n 5 "$work/edge$node.log" >&2; exit 1
  done
  for node in 1 2 3; do
    told=$(told_ms $node "$([ "$1" = 1 ] && echo store_lost || echo store_back)" 2> /dev/null || echo 0)
    [ "$told" -gt "$last" ] && last=$told
  done
  echo $((last - $2))
}

# Sends $1 requests to each node in turn; prints how many were let through. Fails on anything but 200 and 429.
drive() {
  for _ in $(seq "$1"); do for node in 1 2 3; do printf 'url = "http://127.0.0.1:1820%s/exact"\noutput = /dev/null\n' "$node"; done; done > "$work/urls"
  curl -s -w '%{http_code}\n' -K "$work/urls" > "$work/codes" || true
  if grep -q -v -E '^(200|429)$' "$work/codes"; then echo "Answers: $(sort "$work/codes" | uniq -c | tr '\n' ' ')" >&2; exit 1; fi
  grep -c '^200$' "$work/codes" || true
}

latency() { wrk -t1 -c16 -d3s --latency http://127.0.0.1:18201/hot | awk '/50%/ { a = $2 } /99%/ { b = $2 } /Non-2xx/ { print "Non-2xx answers:", $NF; bad = 1 } END { print a, b; exit bad }'; }

wait_lost 0 "$(now)" > /dev/null
for node in 1 2 3; do for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:1820$node/hot" && break; sleep 0.05; done; done
latency > /dev/null # Warm-up.
sleep 1
echo "p50 and p99 with Redis:     $(latency)"
kill -STOP "${pid[redis]}"; start=$(now); wait_lost 1 "$start" > /dev/null
echo "p50 and p99 without Redis:  $(latency)"
kill -CONT "${pid[redis]}"; wait_lost 0 "$(now)" > /dev/null

worst_excess=0
for round in $(seq "$rounds"); do
  how=$([ $((round % 2)) = 1 ] && echo hangs || echo crashes)
  sleep 10.1 # Until the window has ended.
  used=$(drive $((round * 25)))
  start=$(now)
  if [ "$how" = hangs ]; then kill -STOP "${pid[redis]}"; else kill -9 "${pid[redis]}"; fi
  noticed=$(wait_lost 1 "$start")
  alone=$(drive 300)
  start=$(now)
  if [ "$how" = hangs ]; then kill -CONT "${pid[redis]}"; else start_redis; fi
  back=$(wait_lost 0 "$start")
  sleep 10.1
  after=$(drive 300)
  echo "Redis $how: noticed after $noticed ms; $used before and $alone during the loss, of 600; back after $back ms; then $after of 600"
  excess=$((used + alone - 600)); [ "$excess" -gt "$worst_excess" ] && worst_excess=$excess
  [ "$after" -le 600 ] || { echo "A limit was exceeded while Redis was there." >&2; exit 1; }
done
echo "Highest excess during a loss: $worst_excess of 600"
[ "$worst_excess" -le 30 ]
