#!/usr/bin/env bash
# The gateway with the OWASP Core Rule Set beside nginx + ModSecurity with the same rules at paranoia level 1:
# CPU time per request of the whole server, side by side in one run. Servers on core 0, origin and load (wrk) on core 1.
#
#   eng/compare-waf.sh [seconds per run, default 5] [rounds, default 3]
#
# Needs Debian's nginx, libnginx-mod-http-modsecurity, modsecurity-crs and wrk, and two cores. Everything listens on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5} rounds=${2:-3}
crs=/usr/share/modsecurity-crs/rules setup=/etc/modsecurity/crs/crs-setup.conf module=/usr/lib/nginx/modules/ngx_http_modsecurity_module.so
for need in "$(command -v wrk)" "$(command -v nginx)" "$crs" "$setup" "$module"; do
  [ -e "$need" ] || { echo "Missing: apt-get install wrk nginx libnginx-mod-http-modsecurity modsecurity-crs" >&2; exit 1; }
done

work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
dotnet build Edge.Gateway -c Release --nologo -v quiet

# The origin: reads the body to its end, answers 13 bytes.
mkdir -p "$work/origin" "$work/peer/tmp"
chmod 777 "$work/peer/tmp"
cat > "$work/origin/nginx.conf" <<N
worker_processes 1; daemon off; pid $work/origin/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000; client_max_body_size 0; client_body_buffer_size 256k;
  server { listen 127.0.0.1:18090; location / { return 200 'Hello, world\n'; } } }
N
taskset -c 1 nginx -p "$work/origin" -e stderr -c "$work/origin/nginx.conf" & pids+=($!)

# The peer.
cp /etc/nginx/unicode.mapping "$work/peer/"
sed -E -e "s#^SecRuleEngine .*#SecRuleEngine On#" -e "s#^SecAuditEngine .*#SecAuditEngine Off#" -e "s#^SecTmpDir .*#SecTmpDir $work/peer/tmp/#" \
  -e "s#^SecDataDir .*#SecDataDir $work/peer/tmp/#" -e "s#^SecStatusEngine .*#SecStatusEngine Off#" /etc/nginx/modsecurity.conf > "$work/peer/modsecurity.conf"
printf 'Include %s\nInclude %s/*.conf\n' "$setup" "$crs" >> "$work/peer/modsecurity.conf"
cat > "$work/peer/nginx.conf" <<N
load_module $module;
worker_processes 1; daemon off; master_process off; pid $work/peer/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; client_max_body_size 0; client_body_buffer_size 256k; keepalive_requests 1000000000;
  client_body_temp_path $work/peer/tmp/b; proxy_temp_path $work/peer/tmp/p;
  upstream origin { server 127.0.0.1:18090; keepalive 128; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:18280; modsecurity on; modsecurity_rules_file $work/peer/modsecurity.conf;
    location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host \$host; } } }
N
taskset -c 0 nginx -p "$work/peer" -e stderr -c "$work/peer/nginx.conf" 2> "$work/peer.log" & peer=$!; pids+=("$peer")

mkdir "$work/config"
cp -r config/rules "$work/config/"
cat > "$work/config/edge.json" <<J
{ "listen": { "https": { "enabled": false }, "http": { "address": "127.0.0.1:18080", "mode": "serve" }, "ops": { "address": "127.0.0.1:18091" } },
  "waf": { "mode": "block", "crs": "$(dirname "$crs")", "paranoia": 1 }, "accessLog": { "mode": "off" } }
J
echo '{ "cells": [ { "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:18090" } ] } ] }' > "$work/config/cells.json"
echo '{ "tenants": [ { "id": "t", "hosts": ["shop.example.org"], "cell": "c" } ] }' > "$work/config/tenants.json"
echo '{ "buckets": [ { "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ] } ] }' > "$work/config/limits.json"
export DOTNET_TC_DelaySingleProcMultiplier=1 # On one core the runtime waits ten times as long before it optimises.
taskset -c 0 dotnet Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll --config "$work/config" > "$work/edge.log" 2>&1 & edge=$!; pids+=("$edge")
for port in 18080 18280; do
  for _ in $(seq 150); do curl -sf -o /dev/null -A Mozilla/5.0 -H 'Host: shop.example.org' "http://127.0.0.1:$port/" && break; sleep 0.1; done
  curl -sf -o /dev/null -A Mozilla/5.0 -H 'Host: shop.example.org' "http://127.0.0.1:$port/" || { echo "Port $port does not answer:" >&2; cat "$work"/*.log >&2; exit 1; }
done

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# Prints µs of CPU per request; checks that attacks are refused and nothing else is.
run() {
  local pid=$1 port=$2 case=$3 time=$4 before out after
  before=$(ticks "$pid")
  out=$(taskset -c 1 wrk -t1 -c32 -d"${time}s" --timeout 10s -s eng/bench/waf-cases.lua "http://127.0.0.1:$port/" -- "$case")
  after=$(ticks "$pid")
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v case="$case" '
    /requests in/ { n = $1 } /Non-2xx/ { bad = $NF }
    END { want = case == "attack" ? n : 0; if (bad - want > 32 || want - bad > 32) { print "WRONG: " bad " of " n " answers not 2xx" > "/dev/stderr"; exit 1 } print ticks / hz / n * 1e6 }' <<< "$out"
}

middle() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }

printf '%-8s %14s %20s %12s\n' case 'gateway µs' 'nginx+ModSecurity µs' 'ratio'
for case in get args form json doc upload attack; do
  [ "$case" != get ] || run "$edge" 18080 "$case" 15 > /dev/null # Once: until the hot paths are compiled.
  run "$edge" 18080 "$case" 5 > /dev/null
  run "$peer" 18280 "$case" 1 > /dev/null
  : > "$work/edge.$case"; : > "$work/peer.$case"
  for _ in $(seq "$rounds"); do
    run "$edge" 18080 "$case" "$seconds" >> "$work/edge.$case"
    run "$peer" 18280 "$case" "$seconds" >> "$work/peer.$case"
  done
  ratio=$(paste -d' ' "$work/peer.$case" "$work/edge.$case" | awk '{ print $1 / $2 }' | sort -n | sed -n "$(((rounds + 1) / 2))p")
  printf '%-8s %14.1f %20.1f %9.1f : 1\n' "$case" "$(middle "$work/edge.$case")" "$(middle "$work/peer.$case")" "$ratio"
done
printf 'gateway memory: %s MiB\n' "$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$edge/status")"
