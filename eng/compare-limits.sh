#!/usr/bin/env bash
# What limits cost: CPU per request of three gateways of this build, one after the other in each round, over HTTP/1.1 with rules off:
# without any bucket; with a limit per tenant; with a limit per client too, for 100,000 clients named by a header.
# The gateways are pinned to core 0, the origin (nginx) and the load (wrk) to core 1. CPU ticks, so a busy machine does little harm.
#
#   eng/compare-limits.sh [seconds per run, default 4] [rounds, default 6] [first port, default 22100]
#
# Needs Debian's wrk, nginx-light and curl, and two cores. Everything listens on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-4} rounds=${2:-6} port=${3:-22100}
for tool in wrk nginx curl taskset; do
  command -v "$tool" > /dev/null || { echo "Missing: $tool (apt-get install wrk nginx-light curl util-linux)" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

[ -n "${NO_BUILD:-}" ] || dotnet build Edge.Gateway -c Release --nologo -v quiet

# The origin: 1 KB from memory.
body=$(head -c 1024 /dev/zero | tr '\0' x)
cat > "$work/nginx.conf" <<N
worker_processes 1; daemon off; pid $work/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000;
  server { listen 127.0.0.1:$port backlog=1024; location / { return 200 '$body'; } } }
N
taskset -c 1 nginx -p "$work" -e stderr -c "$work/nginx.conf" & pids+=($!)

# Texts made beforehand, so that the load costs the same whatever is sent.
cat > "$work/clients.lua" <<'L'
local requests, at = {}, 0
function init() for i = 1, 100000 do requests[i] = wrk.format("GET", "/", { ["X-Client"] = "client-" .. (i * 7919 % 100000) }) end end
function request() at = at % 100000 + 1 return requests[at] end
L

tenant='{ "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ]'
declare -A limits=([off]='' [tenant]="$tenant }" [clients]="$tenant, \"scopes\": [ { \"id\": \"client\", \"key\": [\"header:X-Client\"], \"limit\": 1000000, \"window\": \"1m\" } ] }")
declare -A pid_of port_of
export DOTNET_TC_DelaySingleProcMultiplier=1
for case in off tenant clients; do
  port=$((port + 10)) port_of[$case]=$port
  mkdir "$work/$case"
  cat > "$work/$case/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:0" }, "http": { "address": "127.0.0.1:$port", "mode": "serve" }, "ops": { "address": "127.0.0.1:$((port + 1))" } },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
  echo "{ \"cells\": [ { \"id\": \"c\", \"destinations\": [ { \"id\": \"d\", \"address\": \"http://127.0.0.1:${3:-22100}\" } ] } ] }" > "$work/$case/cells.json"
  echo '{ "tenants": [ { "id": "t", "hosts": ["localhost"], "cell": "c" } ] }' > "$work/$case/tenants.json"
  echo "{ \"concurrency\": 100000, \"buckets\": [ ${limits[$case]} ] }" > "$work/$case/limits.json"
  taskset -c 0 dotnet Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll --config "$work/$case" > "$work/$case.log" 2>&1 & pid_of[$case]=$!; pids+=($!)
done

for case in off tenant clients; do
  for _ in $(seq 300); do curl -sf -o /dev/null "http://localhost:${port_of[$case]}/" && break; sleep 0.1; done
  curl -sf -o /dev/null "http://localhost:${port_of[$case]}/" || { echo "'$case' does not answer:" >&2; cat "$work/$case.log" >&2; exit 1; }
done

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# Prints µs of CPU per request; fails when any answer was not 2xx.
run() {
  local case=$1 time=$2 before after out
  before=$(ticks "${pid_of[$case]}")
  out=$(taskset -c 1 wrk -t1 -c32 -d"${time}s" -s "$work/clients.lua" "http://localhost:${port_of[$case]}/")
  after=$(ticks "${pid_of[$case]}")
  if grep -q -E 'Non-2xx|Socket errors: connect [1-9]' <<< "$out"; then echo "$out" >&2; return 1; fi
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '/requests in/ { print ticks / hz / $1 * 1e6 }' <<< "$out"
}

for case in off tenant clients; do run "$case" 12 > /dev/null; : > "$work/$case.us"; done # Warm-up: until the hot paths are compiled.
for _ in $(seq "$rounds"); do
  for case in off tenant clients; do run "$case" "$seconds" >> "$work/$case.us"; done
done

middle() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }
printf '%-10s %16s %28s\n' limits 'CPU µs/request' 'more than off, round by round'
for case in off tenant clients; do
  printf '%-10s %16.1f %28.2f   (%s)\n' "$case" "$(middle < "$work/$case.us")" \
    "$(paste -d' ' "$work/$case.us" "$work/off.us" | awk '{ print $1 - $2 }' | middle)" "$(paste -sd' ' "$work/$case.us")"
done
