#!/usr/bin/env bash
# What growth costs: the same load on two gateways of this build, one with 10 tenants and 10 limit keys, one with 100,000 tenants and
# 1,000,000 limit keys. Every request comes from the next tenant and the next client, in an order that no cache foresees; each has a limit
# of the tenant and one of the client. Rules are off. Rounds alternate; the ratio is the median of the rounds'.
# The gateways are pinned to core 0, the origin (nginx) and the load (wrk) to core 1.
#
#   eng/compare-growth.sh [seconds per round, default 5] [rounds, default 7] [first port, default 22200]
#
# Needs Debian's wrk, nginx-light and curl, and two cores. Everything listens on 127.0.0.1.
set -euo pipefail
source "$(dirname "$0")/common.sh"
seconds=${1:-5} rounds=${2:-7} port=${3:-22200}
declare -A tenants=([small]=10 [large]=100000) keys=([small]=10 [large]=1000000) port_of=([small]=$((port + 1)) [large]=$((port + 2)))
need wrk nginx curl taskset
build

nginx_server origin "$port" "location / { return 200 '$(head -c 1024 /dev/zero | tr '\0' x)'; }"
taskset -acp 1 "${pid[origin]}" > /dev/null

# Strides that share no factor with the numbers. Each run begins elsewhere; texts are made for each request, of either gateway alike.
cat > "$work/growth.lua" <<'L'
local tenants, keys, at = 0, 0, 0
function init(args)
  tenants, keys = tonumber(args[1]), tonumber(args[2])
  at = tonumber(args[3]) % keys
end
function request()
  at = (at + 617369) % keys
  return string.format("GET / HTTP/1.1\r\nHost: t%06d.example.com\r\nX-Client: client-%07d\r\n\r\n", at * 7919 % tenants, at)
end
L

export DOTNET_TC_DelaySingleProcMultiplier=1 # On one core the runtime waits ten times as long before it optimises.
for size in small large; do
  folder=$work/$size
  mkdir "$folder"
  cat > "$folder/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:${port_of[$size]}", "mode": "serve" }, "ops": { "address": "127.0.0.1:0" }, "status": { "address": "127.0.0.1:0" } },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
  echo "{ \"cells\": [ { \"id\": \"c\", \"destinations\": [ { \"id\": \"d\", \"address\": \"http://127.0.0.1:$port\" } ] } ] }" > "$folder/cells.json"
  awk -v n="${tenants[$size]}" 'BEGIN { printf "{ \"tenants\": ["; for (i = 0; i < n; i++) printf "%s{ \"id\": \"t%06d\", \"hosts\": [\"t%06d.example.com\"], \"cell\": \"c\" }", i ? ",\n" : "", i, i; print "] }" }' > "$folder/tenants.json"
  # Windows of an hour: no key is forgotten meanwhile.
  cat > "$folder/limits.json" <<'J'
{ "concurrency": 100000, "buckets": [ { "id": "all", "limit": 16000000, "window": "1h", "match": [ { "path": "/" } ],
  "scopes": [ { "id": "client", "key": ["header:X-Client"], "limit": 1000000, "window": "1h" } ] } ] }
J
  taskset -c 0 dotnet "$gateway" --config "$folder" > "$folder.log" 2>&1 & pid[$size]=$!; disown
done
for size in small large; do
  for _ in $(seq 300); do curl -sf -o /dev/null -H 'Host: t000000.example.com' "http://127.0.0.1:${port_of[$size]}/" && break; sleep 0.1; done
  curl -sf -o /dev/null -H 'Host: t000000.example.com' "http://127.0.0.1:${port_of[$size]}/" || { echo "The $size one does not answer:" >&2; cat "$work/$size.log" >&2; exit 1; }
done

hz=$(getconf CLK_TCK)
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
memory() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
start=0
# Prints requests per second, CPU µs per request and the number of requests; fails when any answer was not 2xx.
run() { # Size, seconds.
  local before out
  before=$(ticks "${pid[$1]}")
  out=$(taskset -c 1 wrk -t1 -c32 -d"${2}s" -s "$work/growth.lua" "http://127.0.0.1:${port_of[$1]}/" -- "${tenants[$1]}" "${keys[$1]}" "$start")
  if grep -q -E 'Non-2xx|Socket errors' <<< "$out"; then echo "$1: $out" >&2; return 1; fi
  awk -v ticks=$(($(ticks "${pid[$1]}") - before)) -v hz="$hz" '/requests in/ { n = $1 } /Requests\/sec/ { r = $2 } END { printf "%.0f %.2f %d\n", r, ticks / hz / n * 1e6, n }' <<< "$out"
}
# Goes on where the run before ended: 617369 steps of as many requests.
advance() { start=$(((start + $1 * 617369) % 1000000)); }

# Until the hot paths are compiled, and until every key has been seen.
run small 12 > /dev/null
seen=0
while [ "$seen" -lt "${keys[large]}" ]; do
  read -r _ _ count < <(run large 10)
  seen=$((seen + count))
  advance "$count"
done
for _ in $(seq "$rounds"); do
  run small "$seconds" >> "$work/small.rounds"
  run large "$seconds" > "$work/last"
  advance "$(cut -d' ' -f3 "$work/last")"
  cat "$work/last" >> "$work/large.rounds"
done

middle() { sort -g | sed -n "$(((rounds + 1) / 2))p"; }
ratio() { paste -d' ' <(cut -d' ' -f"$1" "$work/large.rounds") <(cut -d' ' -f"$1" "$work/small.rounds") | awk '{ print $1 / $2 }' | middle; } # Column.
echo "$(date -u +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg) at the end; $rounds rounds of $seconds s, 32 connections, HTTP/1.1, 1 KB"
printf '\n| tenants | limit keys | requests/s | CPU µs/request | memory, MB |\n|---|---|---|---|---|\n'
for size in small large; do
  printf '| %s | %s | %s | %s | %s |\n' "${tenants[$size]}" "${keys[$size]}" "$(cut -d' ' -f1 "$work/$size.rounds" | middle)" "$(cut -d' ' -f2 "$work/$size.rounds" | middle)" "$(memory "${pid[$size]}")"
done
rate=$(ratio 1)
printf '\n| aim | measured | reached |\n|---|---|---|\n| requests/s with 100,000 tenants and 1,000,000 keys : with 10, at least 0.95 | %.3f (CPU per request %.3f) | %s |\n' \
  "$rate" "$(ratio 2)" "$(awk -v r="$rate" 'BEGIN { print (r >= 0.95 ? "yes" : "no") }')"
