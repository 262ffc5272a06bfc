#!/usr/bin/env bash
# Destinations that die, fall silent or answer badly, whole cells that die, and reloads, under steady load: failed requests, time to
# detect, time to recover.
#
#   eng/chaos.sh [requests per second, default 2000] [seconds per case, default 16] [destinations | cells, default both]
#
# One gateway, a cell of three nginx destinations and one of two, h2load with a fixed rate of GETs over HTTP/1.1. Times are those of the
# gateway's log, from the moment of the signal. Needs Debian's nginx-light, nghttp2-client, curl and bc. Everything listens on 127.0.0.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
rate=${1:-2000} seconds=${2:-16} part=${3:-both} clients=40
need nginx h2load curl bc
build

# A destination is one process. While the file "errors" is there, it answers 500 to 30 % of the requests; probes are always well.
start() {
  nginx_server "$1" "$2" "location = /healthz { return 200 ok; }
    location / { set \$fail \"\$unlucky\"; if (-f $work/errors.$1) { set \$fail \"\$unlucky-on\"; } if (\$fail = \"yes-on\") { return 500; } return 200 $1; }" 'split_clients "$request_id" $unlucky { 30% yes; * no; }'
}
start d1 18101; start d2 18102; start d3 18103; start e1 18104; start e2 18105

mkdir "$work/config"
cat > "$work/config/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:18443" }, "http": { "address": "127.0.0.1:18080", "mode": "serve" }, "ops": { "address": "127.0.0.1:18091" } },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
# What cell c does by itself when it is lost.
cells() {
  cat > "$work/config/cells.json" <<J
{ "cells": [ { "id": "c", ${1:-} "outlier": { "baseEjectionTime": "3s" }, "slowStart": { "window": "2s" },
    "destinations": [ { "id": "d1", "address": "http://127.0.0.1:18101" }, { "id": "d2", "address": "http://127.0.0.1:18102" }, { "id": "d3", "address": "http://127.0.0.1:18103" } ] },
  { "id": "e", "destinations": [ { "id": "e1", "address": "http://127.0.0.1:18104" }, { "id": "e2", "address": "http://127.0.0.1:18105" } ] } ] }
J
}
cells
echo '{ "tenants": [ { "id": "t", "hosts": ["localhost"], "cell": "c", "drCell": "e" }, { "id": "u", "hosts": ["u.localhost"], "cell": "e" } ] }' > "$work/config/tenants.json"
unlimited "$work/config/limits.json"
admin "$work/config/admin.json"
dotnet "$gateway" --config "$work/config" > "$work/out" 2> "$work/log" & pid[gateway]=$!
await http://127.0.0.1:18091/readyz "$work/log"

load() { h2load --h1 -c "$clients" -t 1 -D "$1" --rps "$((rate / clients))" http://localhost:18080/ > "$work/load" 2>&1; }

# Milliseconds from an instant to the first line of the log after it that says something; "-" when none does.
since() {
  local at=$1 text=$2 stamp
  stamp=$(grep -F "$text" "$work/log" | awk -v from="$(date -u -d "@$(bc <<< "scale=3; $at / 1000")" +%Y-%m-%dT%H:%M:%S.%3NZ)" '$1 >= from { print $1; exit }')
  [ -n "$stamp" ] && echo "$(($(date -d "$stamp" +%s%3N) - at)) ms" || echo "-"
}

# name, what to do to d2, what undoes it; prints a row.
case_of() {
  local name=$1 act=$2 undo=$3 at back
  load "$seconds" & local running=$!
  sleep 3
  at=$(now); eval "$act"
  sleep 4
  back=$(now); eval "$undo"
  wait "$running"
  row "$name" "$(since "$at" 'Destination d2 of cell c takes no requests')" "$(since "$back" 'Destination d2 of cell c takes requests again')"
}

row() {
  local total failed bad
  total=$(awk '/^requests:/ { print $2 }' "$work/load")
  failed=$(awk '/^requests:/ { print $12 + $14 }' "$work/load")
  bad=$(awk '/^status codes:/ { print $7 + $9 }' "$work/load")
  printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$total" "$failed" "$bad" "$2" "$3"
}

api() { curl -sf -o /dev/null -X POST -H "Authorization: Bearer $token" "http://127.0.0.1:18091/api/v1/$1" || echo "$1 failed." >&2; }

# Half of the load to the tenant of each cell, one row of a log for each request: when, status, how long.
halves() {
  local host
  running=()
  for host in localhost u.localhost; do
    rm -f "$work/$host.log"
    h2load --h1 -c "$((clients / 2))" -t 1 -D "$1" --rps "$((rate / clients))" --connect-to=127.0.0.1:18080 --log-file="$work/$host.log" "http://$host:18080/" > /dev/null 2>&1 & running+=($!)
  done
}

# Milliseconds from an instant to the first success after the last failure.
healed() { awk -v at="$1" '$2 != 200 { good = 0 } $2 == 200 && !good { good = ($1 + $3) / 1000 } END { print good ? int(good - at) " ms" : "-" }' "$work/localhost.log"; }

count() { awk -v good="$2" '($2 == 200) == good { n++ } END { print n + 0 }' "$work/$1.log"; }

# name, whether cell c is started again: kills all of it at once; prints a row.
cell_case() {
  local name=$1 returns=$2 at back
  halves "$seconds"
  sleep 3
  at=$(now); kill -9 "${pid[d1]}" "${pid[d2]}" "${pid[d3]}"
  sleep 6
  back=$at
  if [ "$returns" = yes ]; then back=$(now); start d1 18101; start d2 18102; start d3 18103; fi
  wait "${running[@]}"
  sort -n -o "$work/localhost.log" "$work/localhost.log"
  printf '| %s | %s, %s | %s, %s | %s | %s |\n' "$name" "$(count localhost 1)" "$(count localhost 0)" "$(count u.localhost 1)" "$(count u.localhost 0)" \
    "$(since "$at" 'system.cell.down')" "$(healed "$back")"
}

load 5 # Until the hot paths are compiled.
if [ "$part" != cells ]; then
echo '| case | requests | without an answer | 4xx, 5xx | out of rotation after | back after |'
echo '|---|---|---|---|---|---|'
case_of 'destination killed (kill -9), started again' 'kill -9 "${pid[d2]}"' 'start d2 18102'
sleep 8 # Until it has its whole share again.
case_of 'destination stopped (SIGSTOP), continued' 'kill -STOP "${pid[d2]}"' 'kill -CONT "${pid[d2]}"'
sleep 8
case_of '30 % of its answers are 500' 'touch "$work/errors.d2"' 'rm "$work/errors.d2"'
sleep 8
load "$seconds" & running=$!
begin=$(now)
for _ in $(seq 200); do api config/reload; done
took=$(($(now) - begin))
wait "$running"
row "200 reloads, in $took ms" - -
fi

if [ "$part" != destinations ]; then
echo
echo '| case | burning cell: answered 200, not | other cell: answered 200, not | detected after | 200 again after |'
echo '|---|---|---|---|---|'
cell_case 'cell killed (kill -9), started again' yes
sleep 5
cells '"autoFailover": true, "autoFailoverAfter": "2s",'; api config/reload
sleep 2
cell_case 'cell killed, failed over by itself after 2 s' no
fi
