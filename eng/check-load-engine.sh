#!/usr/bin/env bash
# The load generator beside wrk and h2load, against the same nginx. Rounds alternate, so that a drifting machine hurts all alike; ratios
# are medians of the rounds'. nginx has core 0, the generators core 1.
#
#   eng/check-load-engine.sh [seconds per round, default 5] [rounds, default 5]
#
# First an origin that takes its time: 5 ms for 70 % of the requests, 20 ms for 25 %, 50 ms for the rest. It sets the rate, far below what
# any of the generators can do, and the percentiles, which are known beforehand. Rates and percentiles must agree within 5 %: the script
# fails otherwise. Rates of HTTP/1.1 are compared with wrk's; percentiles with those of h2load's log, for wrk adds to its own what it
# thinks was not asked while answers were late.
# Then one that answers at once. There the slower of nginx and the generator sets the rate: the table shows what a request costs the
# generator, and how busy its core was, and is no check.
#
# Needs Debian's nginx, libnginx-mod-http-echo, wrk, nghttp2-client (h2load), openssl and jq. Everything listens on 127.0.0.1, ports 27180 and 27543.
set -euo pipefail
source "$(dirname "$0")/common.sh"
seconds=${1:-5} rounds=${2:-5} connections=32 streams=8
need nginx wrk h2load openssl jq taskset curl
echo_module=/usr/lib/nginx/modules/ngx_http_echo_module.so
[ -e "$echo_module" ] || { echo "Missing: $echo_module (apt-get install libnginx-mod-http-echo)" >&2; exit 1; }
[ -n "${NO_BUILD:-}" ] || dotnet build Edge.LoadTests -c Release --nologo -v quiet
load=Edge.LoadTests/bin/Release/net10.0/Edge.LoadTests.dll

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null
cat > "$work/nginx.conf" <<N
load_module $echo_module;
worker_processes 1; daemon off; master_process off; pid $work/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;
  split_clients \$request_id \$time { 70% 0.005; 25% 0.020; * 0.050; }
  server { listen 127.0.0.1:27180 backlog=4096; listen 127.0.0.1:27543 ssl http2 backlog=4096; http2_max_concurrent_streams 256;
    location / { return 200 '$(head -c 1024 /dev/zero | tr '\0' x)'; }
    location /timed { echo_sleep \$time; echo ok; } } }
N
taskset -c 0 nginx -p "$work" -e stderr -c "$work/nginx.conf" & pid[nginx]=$!; disown
await http://127.0.0.1:27180/timed /dev/null

# Each prints: rate; p50, p90 and p99 in ms; CPU µs per request of the generator.
TIMEFORMAT='%U %S'
cpu() { awk -v n="$1" '{ printf "%.2f", ($1 + $2) / n * 1e6 }' "$work/time"; }
milliseconds() { awk '/us$/ { printf "%.3f", $1 / 1000; next } /ms$/ { printf "%.3f", $1; next } /s$/ { printf "%.3f", $1 * 1000 }'; }
run_wrk() { # URL
  local n at
  { time taskset -c 1 wrk -t1 -c$connections -d"${seconds}s" --latency "$1" > "$work/out"; } 2> "$work/time"
  n=$(awk '/requests in/ { print $1 }' "$work/out")
  echo -n "$(awk '/Requests\/sec/ { print $2 }' "$work/out") "
  for at in 50% 90% 99%; do echo -n "$(awk -v at="$at" '$1 == at { print $2 }' "$work/out" | milliseconds) "; done
  cpu "$n"; echo
}
run_h2load() { # URL, connections, streams, more …
  local n
  { time taskset -c 1 h2load -t1 "-c$2" "-m$3" -D "$seconds" --log-file="$work/h2.log" "${@:4}" "$1" > "$work/out"; } 2> "$work/time"
  n=$(awk '/^requests:/ { print $8 }' "$work/out")
  echo "$(awk '/^finished in/ { sub(/,/, "", $4); print $4 }' "$work/out") $(cut -f3 "$work/h2.log" | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f %.3f %.3f", v[int(NR * 0.5)] / 1000, v[int(NR * 0.9)] / 1000, v[int(NR * 0.99)] / 1000 }') $(cpu "$n")"
  rm -f "$work/h2.log"
}
run_ours() { # URL, copies, connections, more …
  taskset -c 1 dotnet $load steady --target "$1" --copies "$2" --connections "$3" --threads 1 --duration "${seconds}s" --warm-up 0s --report "$work/report" "${@:4}" > "$work/out"
  jq -r '"\(.steps[0] | "\(.rate) \(.latency.p50) \(.latency.p90) \(.latency.p99)") \(.generator.cpuMicrosecondsPerRequest)"' "$work/report/steady.json"
}

middle() { sort -g | sed -n "$(((rounds + 1) / 2))p"; }
column() { cut -d' ' -f"$1" "$work/$2.rounds" | middle; }
compare() { # Path: all cases and rounds, as a table.
  local case name url
  printf '\n| case | generator | requests/s | p50 ms | p90 ms | p99 ms | CPU µs/request | generator busy %% |\n|---|---|---|---|---|---|---|---|\n'
  for case in h1 tls h2; do
    rm -f "$work"/*.rounds
    [ $case = h1 ] && url=http://127.0.0.1:27180$1 || url=https://127.0.0.1:27543$1
    for _ in $(seq "$rounds"); do
      if [ $case = h2 ]; then
        run_h2load "$url" $streams $streams >> "$work/h2load.rounds"
        run_ours "$url" $((streams * streams)) $streams --protocol h2 >> "$work/ours.rounds"
      else
        run_wrk "$url" >> "$work/wrk.rounds"
        run_ours "$url" $connections $connections >> "$work/ours.rounds"
        run_h2load "$url" $connections 1 --h1 >> "$work/h2load.rounds"
      fi
    done
    for name in wrk h2load ours; do
      [ -s "$work/$name.rounds" ] || continue
      printf '| %s | %s | %.0f | %.3f | %.3f | %.3f | %s | %.0f |\n' $case $name "$(column 1 $name)" "$(column 2 $name)" "$(column 3 $name)" "$(column 4 $name)" "$(column 5 $name)" \
        "$(awk '{ print $1 * $5 / 1e4 }' "$work/$name.rounds" | middle)"
    done
    ratios $case
  done
}
ratios() { # Case: notes the medians of the rounds' ratios in $work/ratios.
  local at=0 name peer
  for name in requests/s p50 p90 p99; do
    at=$((at + 1)) peer=h2load
    [ $at = 1 ] && [ -s "$work/wrk.rounds" ] && peer=wrk
    echo "$1 $name $peer $(paste -d' ' <(cut -d' ' -f$at "$work/ours.rounds") <(cut -d' ' -f$at "$work/$peer.rounds") | awk '{ print $1 / $2 }' | middle)" >> "$work/ratios"
  done
}

echo "$(date -u +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg) at the start; $rounds rounds of $seconds s, medians; $connections connections (h2: $streams with $streams streams)"
echo "An origin that takes 5 ms (70 %), 20 ms (25 %) or 50 ms:"
compare /timed
printf '\n| case | figure | ours : | ratio | within 5 %% |\n|---|---|---|---|---|\n'
awk '{ ok = $4 >= 0.95 && $4 <= 1.05; printf "| %s | %s | %s | %.3f | %s |\n", $1, $2, $3, $4, ok ? "yes" : "no"; failed += !ok } END { exit failed > 0 }' "$work/ratios" && failed=0 || failed=1
printf '\nAn origin that answers at once, which is no check:\n'
compare /
exit $failed
