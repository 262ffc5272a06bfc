#!/usr/bin/env bash
# The gateway beside its peers, in one run and one table: plain YARP, nginx, HAProxy, and nginx + ModSecurity + CRS.
# Requests per second and CPU time per request on one core each, latency, memory. Rounds are interleaved, so that a drifting
# machine hurts all alike; ratios are the medians of rounds. Whatever is measured is pinned to core 0, origin and load to core 1.
#
#   eng/compare.sh [--quick] [--seconds N] [--rounds N] [--peers "edge-limits yarp …"] [--cases "h1 tls h2 handshake h1-64k tls-64k idle keys p99"]
#
# It installs what is missing from Debian (as root). Everything listens on 127.0.0.1, ports 18080 to 18791. The CPU of the
# rules case by case is eng/compare-waf.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=5 rounds=5 warmup=12 idle_connections=5000
all_peers="edge-plain edge-limits edge-full yarp nginx haproxy nginx-modsecurity"
peers=$all_peers cases="h1 tls h2 handshake h1-64k tls-64k idle keys p99"
while [ $# -gt 0 ]; do
  case $1 in
    --quick) seconds=2 rounds=1 warmup=6 idle_connections=500; shift ;;
    --seconds) seconds=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --peers) peers=$2; shift 2 ;;
    --cases) cases=$2; shift 2 ;;
    *) sed -n '2,11p' "$0" | sed 's/^# \{0,1\}//'; exit 2 ;;
  esac
done

# --- What is needed -------------------------------------------------------------------------------------------------------
module=/usr/lib/nginx/modules/ngx_http_modsecurity_module.so crs=/usr/share/modsecurity-crs/rules setup=/etc/modsecurity/crs/crs-setup.conf
needs=(/usr/bin/wrk:wrk /usr/bin/h2load:nghttp2-client /usr/sbin/nginx:nginx /usr/sbin/haproxy:haproxy /usr/bin/openssl:openssl /usr/bin/python3:python3 "$module:libnginx-mod-http-modsecurity" "$setup:modsecurity-crs")
missing=()
for need in "${needs[@]}"; do [ -e "${need%%:*}" ] || missing+=("${need#*:}"); done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "Installing: ${missing[*]}" >&2
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null || { echo "apt-get install ${missing[*]} (as root), then run this again." >&2; exit 1; }
fi
[ "$(nproc)" -ge 2 ] || { echo "Two cores are needed: one for the proxy, one for origin and load." >&2; exit 1; }
[ "$(ulimit -Hn)" -ge $((idle_connections * 3 + 4000)) ] && ulimit -n $((idle_connections * 3 + 4000)) || { echo "ulimit -Hn is $(ulimit -Hn): too few files for $idle_connections idle connections." >&2; exit 1; }

work=$(mktemp -d)
chmod 755 "$work"
pids=()
declare -A pid_of http_of https_of
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
has() { [[ " $2 " == *" $1 "* ]]; }
! has p99 "$cases" || has yarp "$peers" || { echo "The case p99 needs yarp among the peers: half of its rate is the load." >&2; exit 2; }
dotnet build Edge.Gateway -c Release --nologo -v quiet > "$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
dotnet build eng/peers/PlainYarp -c Release --nologo -v quiet > "$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
! has p99 "$cases" || dotnet build Edge.LoadTests -c Release --nologo -v quiet > "$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null
cat "$work/cert.pem" "$work/key.pem" > "$work/both.pem"

# --- The origin: 1 KB and 64 KB from memory ------------------------------------------------------------------------------
mkdir -p "$work/origin" "$work/www"
head -c 65536 /dev/zero | tr '\0' x > "$work/www/64k"
cat > "$work/origin/nginx.conf" <<N
worker_processes 1; daemon off; master_process off; pid $work/origin/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000; open_file_cache max=10;
  server { listen 127.0.0.1:18090 backlog=4096;
    location / { return 200 '$(head -c 1024 /dev/zero | tr '\0' x)'; }
    location /64k { root $work/www; } } }
N
taskset -c 1 nginx -p "$work/origin" -e stderr -c "$work/origin/nginx.conf" & pids+=($!)

# --- The peers ------------------------------------------------------------------------------------------------------------
launch() { # name, http port, https port, command …
  local name=$1; http_of[$name]=$2 https_of[$name]=$3; shift 3
  taskset -c 0 "$@" > "$work/$name.log" 2>&1 & pid_of[$name]=$!; pids+=($!)
}

edge() { # name, http port, https port, ops port, limits.json, waf section
  mkdir "$work/$1"
  cp -r config/rules "$work/$1/"
  cat > "$work/$1/edge.json" <<J
{ "listen": { "https": { "address": "127.0.0.1:$3" }, "http": { "address": "127.0.0.1:$2", "mode": "serve" }, "ops": { "address": "127.0.0.1:$4" }, "status": { "address": "127.0.0.1:0" } },
  "tls": { "certificates": [ { "hosts": ["*"], "certificate": "$work/cert.pem", "key": "$work/key.pem" } ] },
  "waf": $6, "accessLog": { "mode": "off" } }
J
  echo '{ "cells": [ { "id": "c", "destinations": [ { "id": "d", "address": "http://127.0.0.1:18090" } ] } ] }' > "$work/$1/cells.json"
  echo '{ "tenants": [ { "id": "t", "hosts": ["localhost", "127.0.0.1"], "cell": "c" } ] }' > "$work/$1/tenants.json"
  echo "$5" > "$work/$1/limits.json"
  # On one core the runtime waits ten times as long before it optimises; plain YARP gets the same help.
  DOTNET_TC_DelaySingleProcMultiplier=1 launch "$1" "$2" "$3" dotnet Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll --config "$work/$1"
}

limits='{ "buckets": [ { "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ], "scopes": [ { "id": "key", "key": ["header:X-Api-Key"], "limit": 16000000, "window": "1m" } ] } ], "concurrency": 100000 }'
nginx_peer() { # name, http port, https port, more
  mkdir -p "$work/$1/tmp"; chmod 777 "$work/$1/tmp"
  cat > "$work/$1/nginx.conf" <<N
$([ "$1" = nginx-modsecurity ] && echo "load_module $module;")
worker_processes 1; daemon off; master_process off; pid $work/$1/nginx.pid; error_log stderr crit;
events { worker_connections $((idle_connections + 1000)); }
http { access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; client_body_temp_path $work/$1/tmp/b; proxy_temp_path $work/$1/tmp/p;
  ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_tickets off;
  upstream origin { server 127.0.0.1:18090; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:$2 backlog=4096; listen 127.0.0.1:$3 ssl http2 backlog=4096; http2_max_concurrent_streams 256; $4
    location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host \$host; proxy_set_header X-Forwarded-For \$remote_addr; } } }
N
  launch "$1" "$2" "$3" nginx -p "$work/$1" -e stderr -c "$work/$1/nginx.conf"
}

for peer in $peers; do
  case $peer in
    edge-plain) edge "$peer" 18080 18443 18091 '{ "buckets": [], "concurrency": 100000 }' '{ "mode": "off" }' ;;
    edge-limits) edge "$peer" 18180 18543 18191 "$limits" '{ "mode": "off" }' ;;
    edge-full) edge "$peer" 18280 18643 18291 "$limits" "{ \"mode\": \"block\", \"crs\": \"$(dirname "$crs")\", \"paranoia\": 1 }" ;;
    yarp) DOTNET_TC_DelaySingleProcMultiplier=1 launch yarp 18380 18743 dotnet eng/peers/PlainYarp/bin/Release/net10.0/PlainYarp.dll 18380 18743 "$work/cert.pem" "$work/key.pem" http://127.0.0.1:18090 ;;
    nginx) nginx_peer nginx 18480 18444 "" ;;
    haproxy)
      cat > "$work/haproxy.cfg" <<H
global
  maxconn $((idle_connections + 1000))
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 60s
  option forwardfor
  http-reuse always
frontend all
  bind 127.0.0.1:18580
  bind 127.0.0.1:18544 ssl crt $work/both.pem alpn h2,http/1.1 no-tls-tickets
  default_backend origin
backend origin
  server one 127.0.0.1:18090 maxconn 512
H
      launch haproxy 18580 18544 haproxy -db -f "$work/haproxy.cfg" ;;
    nginx-modsecurity)
      mkdir -p "$work/$peer/tmp"; cp /etc/nginx/unicode.mapping "$work/$peer/"
      sed -E -e "s#^SecRuleEngine .*#SecRuleEngine On#" -e "s#^SecAuditEngine .*#SecAuditEngine Off#" -e "s#^SecTmpDir .*#SecTmpDir $work/$peer/tmp/#" \
        -e "s#^SecDataDir .*#SecDataDir $work/$peer/tmp/#" -e "s#^SecStatusEngine .*#SecStatusEngine Off#" /etc/nginx/modsecurity.conf > "$work/$peer/modsecurity.conf"
      printf 'Include %s\nInclude %s/*.conf\n' "$setup" "$crs" >> "$work/$peer/modsecurity.conf"
      nginx_peer "$peer" 18680 18644 "modsecurity on; modsecurity_rules_file $work/$peer/modsecurity.conf;" ;;
    *) echo "No such peer: $peer (known: $all_peers)" >&2; exit 2 ;;
  esac
done
agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" # Rules refuse programs by their names.
for peer in $peers; do
  for _ in $(seq 300); do curl -sf -o /dev/null -A "$agent" "http://localhost:${http_of[$peer]}/" && break; sleep 0.1; done
  curl -sf -o /dev/null -A "$agent" "http://localhost:${http_of[$peer]}/" || { echo "$peer does not answer:" >&2; cat "$work/$peer.log" >&2; exit 1; }
done

# --- Measuring ------------------------------------------------------------------------------------------------------------
hz=$(getconf CLK_TCK)
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
memory() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }
finish() { # name, ticks before, "count rate p50 p99" → "rate cpu p50 p99"
  awk -v ticks=$(($(ticks "${pid_of[$1]}") - $2)) -v hz="$hz" '{ if ($1 == 0) { print "no request was answered" > "/dev/stderr"; exit 1 } printf "%.0f %.1f %s %s\n", $2, ticks / hz / $1 * 1e6, $3, $4 }' <<< "$3"
}
with_wrk() { # name, url, seconds, more …
  local name=$1 url=$2 time=$3 before out; shift 3
  before=$(ticks "${pid_of[$name]}")
  out=$(taskset -c 1 wrk -t1 -c32 -d"${time}s" --timeout 10s --latency -H "User-Agent: $agent" "$@" "$url")
  if grep -q -E 'Non-2xx|Socket errors' <<< "$out"; then echo "$name: $out" >&2; return 1; fi
  finish "$name" "$before" "$(awk '/requests in/ { n = $1 } /Requests\/sec/ { r = $2 } $1 == "50%" { p = $2 } $1 == "99%" { q = $2 } END { print n, r, p, q }' <<< "$out")"
}
with_h2load() { # name, seconds
  local before out
  before=$(ticks "${pid_of[$1]}")
  out=$(taskset -c 1 h2load -t1 -c8 -m8 -D "$2" --warm-up-time=0 -H "user-agent: $agent" "https://localhost:${https_of[$1]}/")
  finish "$1" "$before" "$(awk '/^requests:/ { n = $8 } /^finished in/ { r = $4 } /^time for request/ { p = $7 } END { sub(/,/, "", r); print n, r, "mean:" p, "-" }' <<< "$out")"
}
handshakes() { # name, seconds: whole handshakes without resumption, one request each
  local before count i
  before=$(ticks "${pid_of[$1]}")
  for i in 1 2 3 4; do taskset -c 1 openssl s_time -connect "localhost:${https_of[$1]}" -new -time "$2" -www / > "$work/s_time.$i" 2>&1 & done
  for i in $(jobs -p); do [[ " ${pids[*]} " == *" $i "* ]] || wait "$i" || true; done
  count=$(awk '/connections in .* real seconds/ { n += $1 } END { print n }' "$work"/s_time.*)
  finish "$1" "$before" "$count $((count / $2)) - -"
}
at_half() { # name, seconds: HTTP/1.1 at half of plain YARP's rate, open model, latency from when a request was due
  local before
  before=$(ticks "${pid_of[$1]}")
  taskset -c 1 dotnet Edge.LoadTests/bin/Release/net10.0/Edge.LoadTests.dll steady --target "http://localhost:${http_of[$1]}/" --rate "$half" \
    --connections 32 --threads 1 --duration "${2}s" --warm-up 1s --report "$work/load" > "$work/load.out" 2>&1 || [ $? = 1 ] || { cat "$work/load.out" >&2; return 1; }
  ! grep -q 'generator was the bottleneck' "$work/load.out" || echo "$1" >> "$work/late"
  # The CPU is that of the warm-up too.
  finish "$1" "$before" "$(awk -F, -v s="$2" 'NR == 2 { print $5 * (s + 1) / s, $7, $10, $14 }' "$work/load/steady.csv")"
}
measure() { # case, name, seconds
  case $1 in
    h1) with_wrk "$2" "http://localhost:${http_of[$2]}/" "$3" ;;
    tls) with_wrk "$2" "https://localhost:${https_of[$2]}/" "$3" ;;
    h2) with_h2load "$2" "$3" ;;
    h1-64k) with_wrk "$2" "http://localhost:${http_of[$2]}/64k" "$3" ;;
    tls-64k) with_wrk "$2" "https://localhost:${https_of[$2]}/64k" "$3" ;;
    handshake) handshakes "$2" "$3" ;;
    p99) at_half "$2" "$3" ;;
    keys) with_wrk "$2" "http://localhost:${http_of[$2]}/" "$3" -s eng/bench/keys.lua ;;
  esac
}
middle() { sort -g | sed -n "$(((rounds + 1) / 2))p"; }
column() { cut -d' ' -f"$1" "$work/$3.$2" | middle; }
ratio() { # case, peer, other, column: the median of the rounds' ratios
  [ -s "$work/$2.$1" ] && [ -s "$work/$3.$1" ] || { echo -; return; }
  paste -d' ' <(cut -d' ' -f"$4" "$work/$2.$1") <(cut -d' ' -f"$4" "$work/$3.$1") | awk '{ print $1 / $2 }' | middle | xargs printf '%.2f'
}
head_of() { printf '\n| %s | requests/s | CPU µs/request | p50 | p99 | CPU : yarp | CPU : haproxy |\n|---|---|---|---|---|---|---|\n' "$1"; }

echo "$(date -u +%F), $(nproc) cores ($(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)), load $(cut -d' ' -f1 /proc/loadavg) at the start; $rounds rounds of $seconds s; 32 connections (h2: 8 with 8 streams)"
echo "Latency is that of a saturated proxy. CPU : x is this proxy's CPU per request over x's, below 1 is better."
for case in $cases; do
  has "$case" "idle p99" && continue
  in_case=$peers
  [ "$case" = keys ] && in_case=$(for peer in $peers; do case $peer in edge-plain | edge-limits) echo "$peer" ;; esac; done)
  [ -n "$in_case" ] || continue
  for peer in $in_case; do measure "$case" "$peer" "$warmup" > /dev/null; : > "$work/$peer.$case"; done
  for _ in $(seq "$rounds"); do
    for peer in $in_case; do measure "$case" "$peer" "$seconds" >> "$work/$peer.$case"; done
  done
  head_of "$case"
  for peer in $in_case; do
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$peer" "$(column 1 "$case" "$peer")" "$(column 2 "$case" "$peer")" "$(column 3 "$case" "$peer")" "$(column 4 "$case" "$peer")" \
      "$(ratio "$case" "$peer" yarp 2)" "$(ratio "$case" "$peer" haproxy 2)"
  done
done

more_than() { # case, peer, other, column: the median of the rounds' differences, in µs of times in ms
  paste -d' ' <(cut -d' ' -f"$4" "$work/$2.$1") <(cut -d' ' -f"$4" "$work/$3.$1") | awk '{ printf "%.0f\n", ($1 - $2) * 1000 }' | middle
}
if has p99 "$cases"; then
  in_case=$(for peer in $peers; do case $peer in edge-full | nginx-modsecurity) ;; *) echo "$peer" ;; esac; done) # With rules half of plain YARP's rate may be too much.
  for peer in $in_case; do measure h1 "$peer" "$warmup" > /dev/null; : > "$work/$peer.p99"; done
  : > "$work/yarp.full"
  for _ in $(seq "$rounds"); do measure h1 yarp "$seconds" >> "$work/yarp.full"; done
  half=$(($(column 1 full yarp) / 2))
  for _ in $(seq "$rounds"); do
    for peer in $in_case; do measure p99 "$peer" "$seconds" >> "$work/$peer.p99"; done
  done
  printf '\n| p99: HTTP/1.1, %s requests/s due | requests/s | CPU µs/request | p50 ms | p99 ms | least p99 of a round | p50 − yarp, µs | p99 − yarp, µs |\n|---|---|---|---|---|---|---|---|\n' "$half"
  for peer in $in_case; do
    printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$peer" "$(column 1 p99 "$peer")" "$(column 2 p99 "$peer")" "$(column 3 p99 "$peer")" "$(column 4 p99 "$peer")" "$(cut -d' ' -f4 "$work/$peer.p99" | sort -g | head -1)" "$(more_than p99 "$peer" yarp 3)" "$(more_than p99 "$peer" yarp 4)"
  done
  echo "On a machine that others use a p99 is mostly their time slices; the least of the rounds holds fewest of them."
  [ ! -s "$work/late" ] || echo "In $(wc -l < "$work/late") of the runs the load generator was late itself: those figures hold its delay ($(sort "$work/late" | uniq -c | awk '{ printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1 }'))."
fi

if has idle "$cases"; then
  printf '\n| idle TLS connections | KB each | memory before, MB |\n|---|---|---|\n'
  for peer in $peers; do
    before=$(memory "${pid_of[$peer]}")
    after=$(taskset -c 1 python3 eng/bench/idle-connections.py localhost "${https_of[$peer]}" "$idle_connections" "${pid_of[$peer]}") || { echo "$peer: $after" >&2; exit 1; }
    printf '| %s | %s | %s |\n' "$peer" "$(awk -v a="$after" -v b="$before" -v n="$idle_connections" 'BEGIN { printf "%.1f", (a - b) * 1024 / n }')" "$before"
  done
fi

# --- The aims --------------------------------------------------------------------------------------------------------------
printf '\n| aim | measured | reached |\n|---|---|---|\n'
aim() { # text, measured, least
  [ "$2" = - ] && return
  printf '| %s, at least %s | %s | %s |\n' "$1" "$3" "$2" "$(awk -v m="$2" -v l="$3" 'BEGIN { print (m >= l ? "yes" : "no") }')"
}
for case in h1 tls h2; do aim "requests/s per core, edge-limits : yarp, $case" "$(ratio "$case" yarp edge-limits 2)" 1.4; done
aim "requests/s per core, edge-limits : haproxy, h1" "$(ratio h1 haproxy edge-limits 2)" 0.8
aim "handshakes/s per core, edge-limits : nginx" "$(ratio handshake nginx edge-limits 2)" 0.8
if [ -s "$work/edge-limits.keys" ] && [ -s "$work/edge-plain.keys" ]; then
  added=$(paste -d' ' <(cut -d' ' -f2 "$work/edge-limits.keys") <(cut -d' ' -f2 "$work/edge-plain.keys") | awk '{ print $1 - $2 }' | middle)
  printf '| limits with 100,000 keys: CPU added per request, at most 1.5 µs | %s µs | %s |\n' "$added" "$(awk -v a="$added" 'BEGIN { print (a <= 1.5 ? "yes" : "no") }')"
fi
if [ -s "$work/edge-limits.p99" ]; then
  added=$(more_than p99 edge-limits yarp 4)
  printf '| p99 added over plain YARP at half load, at most 50 µs | %s µs | %s |\n' "$added" "$(awk -v a="$added" 'BEGIN { print (a <= 50 ? "yes" : "no") }')"
fi
