#!/usr/bin/env bash
# The gateway with limits on and rules off, beside plain YARP with its defaults: requests per second and CPU per request,
# side by side in one run. Each proxy is pinned to core 0, the origin (nginx) and the load (wrk) to core 1.
#
#   eng/compare-yarp.sh [seconds per run, default 6] [rounds, default 5]
#
# Needs Debian's wrk, nginx-light and openssl, and two cores. Everything listens on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-6} rounds=${2:-5}
for tool in wrk nginx openssl taskset; do
  command -v "$tool" > /dev/null || { echo "Missing: $tool (apt-get install wrk nginx-light openssl util-linux)" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

dotnet build Edge.Gateway -c Release --nologo -v quiet
dotnet build eng/peers/PlainYarp -c Release --nologo -v quiet

# The origin: 1 KB from memory.
body=$(head -c 1024 /dev/zero | tr '\0' x)
cat > "$work/nginx.conf" <<N
worker_processes 1; daemon off; pid $work/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000;
  server { listen 127.0.0.1:18090 backlog=1024; location / { return 200 '$body'; } } }
N
taskset -c 1 nginx -p "$work" -e stderr -c "$work/nginx.conf" & pids+=($!)

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null

mkdir "$work/config"
cat > "$work/config/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:18443" }, "http": { "address": "127.0.0.1:18080", "mode": "serve" }, "ops": { "address": "127.0.0.1:18091" } },
  "tls": { "certificates": [ { "hosts": ["*"], "certificate": "$work/cert.pem", "key": "$work/key.pem" } ] },
  "waf": { "mode": "off" }, "accessLog": { "mode": "off" } }
J
echo '{ "cells": [ { "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:18090" } ] } ] }' > "$work/config/cells.json"
echo '{ "tenants": [ { "id": "t", "hosts": ["localhost"], "cell": "c" } ] }' > "$work/config/tenants.json"
echo '{ "buckets": [ { "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ] } ] }' > "$work/config/limits.json"

# On one core the runtime waits ten times as long before it optimises; both get the same help.
export DOTNET_TC_DelaySingleProcMultiplier=1
taskset -c 0 dotnet Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll --config "$work/config" > "$work/edge.log" 2>&1 & edge=$!; pids+=("$edge")
taskset -c 0 dotnet eng/peers/PlainYarp/bin/Release/net10.0/PlainYarp.dll 18180 18543 "$work/cert.pem" "$work/key.pem" http://127.0.0.1:18090 > "$work/yarp.log" 2>&1 & yarp=$!; pids+=("$yarp")
for port in 18080 18180; do
  for _ in $(seq 100); do curl -sf -o /dev/null "http://localhost:$port/" && break; sleep 0.1; done
  curl -sf -o /dev/null "http://localhost:$port/" || { echo "Port $port does not answer:" >&2; cat "$work"/*.log >&2; exit 1; }
done

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# Prints "requests-per-second µs-per-request"; fails when any answer was not 2xx.
run() {
  local pid=$1 url=$2 time=$3 before after out
  before=$(ticks "$pid")
  out=$(taskset -c 1 wrk -t1 -c32 -d"${time}s" "$url")
  after=$(ticks "$pid")
  if grep -q -E 'Non-2xx|Socket errors' <<< "$out"; then echo "$out" >&2; return 1; fi
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '/requests in/ { n = $1 } /Requests\/sec/ { print $2, ticks / hz / n * 1e6 }' <<< "$out"
}

printf '%-10s %-8s %12s %16s\n' case proxy req/s 'CPU µs/request'
for case in http https; do
  edge_port=18080 yarp_port=18180
  [ "$case" = https ] && edge_port=18443 yarp_port=18543
  run "$edge" "$case://localhost:$edge_port/" 15 > /dev/null # Warm-up: until the hot paths are compiled.
  run "$yarp" "$case://localhost:$yarp_port/" 15 > /dev/null
  : > "$work/edge.$case"; : > "$work/yarp.$case"
  for _ in $(seq "$rounds"); do
    run "$edge" "$case://localhost:$edge_port/" "$seconds" >> "$work/edge.$case"
    run "$yarp" "$case://localhost:$yarp_port/" "$seconds" >> "$work/yarp.$case"
  done
  for proxy in edge yarp; do
    printf '%-10s %-8s %12.0f %16.1f\n' "$case" "$proxy" "$(cut -d' ' -f1 "$work/$proxy.$case" | sort -n | sed -n "$(((rounds + 1) / 2))p")" "$(cut -d' ' -f2 "$work/$proxy.$case" | sort -n | sed -n "$(((rounds + 1) / 2))p")"
  done
  # The ratio pair by pair, so that a drifting machine does no harm; the median of them.
  paste -d' ' "$work/edge.$case" "$work/yarp.$case" | awk '{ print $1 / $3 }' | sort -n | sed -n "$(((rounds + 1) / 2))p" | xargs printf '%-10s edge : yarp, requests per second: %.2f\n' "$case"
done
