#!/usr/bin/env bash
# The load generator beside wrk and h2load, against the same nginx: requests per second, latency, and the generator's own CPU time
# per request. Rounds alternate, so that a drifting machine hurts all alike; ratios are medians of the rounds'. nginx has core 0, the
# generators core 1. Rates of HTTP/1.1 are compared with wrk's; percentiles with those of h2load's log, for wrk adds to its own what
# it thinks was not asked while answers were late.
#
#   eng/check-load-engine.sh [seconds per round, default 5] [rounds, default 5]
#
# Needs Debian's nginx, wrk, nghttp2-client (h2load), openssl and jq. Everything listens on 127.0.0.1, ports 27180 and 27543.
# Fails when a rate or a latency is more than 5 % apart.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5} rounds=${2:-5} connections=32 streams=8
for tool in nginx wrk h2load openssl jq taskset; do
  command -v "$tool" > /dev/null || { echo "Missing: $tool (apt-get install nginx wrk nghttp2-client openssl jq)" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
dotnet build Edge.LoadTests -c Release --nologo -v quiet > "$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
load=Edge.LoadTests/bin/Release/net10.0/Edge.LoadTests.dll

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2> /dev/null
cat > "$work/nginx.conf" <<N
worker_processes 1; daemon off; master_process off; pid $work/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000; ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;
  server { listen 127.0.0.1:27180 backlog=4096; listen 127.0.0.1:27543 ssl http2 backlog=4096; http2_max_concurrent_streams 256;
    location / { return 200 '$(head -c 1024 /dev/zero | tr '\0' x)'; } } }
N
taskset -c 0 nginx -p "$work" -e stderr -c "$work/nginx.conf" & pids+=($!)
for _ in $(seq 100); do curl -sf -o /dev/null http://127.0.0.1:27180/ && break; sleep 0.05; done

# Each prints: rate, p50 and p99 in ms ("-" where the tool does not tell), mean in ms, CPU µs per request of the generator.
TIMEFORMAT='%U %S'
cpu() { awk -v n="$1" '{ printf "%.2f", ($1 + $2) / n * 1e6 }' "$work/time"; }
milliseconds() { awk '/us$/ { printf "%.3f", $1 / 1000; next } /ms$/ { printf "%.3f", $1; next } /s$/ { printf "%.3f", $1 * 1000 }'; }
run_wrk() { # URL
  { time taskset -c 1 wrk -t1 -c$connections -d"${seconds}s" --latency "$1" > "$work/out"; } 2> "$work/time"
  local n; n=$(awk '/requests in/ { print $1 }' "$work/out")
  echo "$(awk '/Requests\/sec/ { print $2 }' "$work/out") $(awk '$1 == "50%" { print $2 }' "$work/out" | milliseconds) $(awk '$1 == "99%" { print $2 }' "$work/out" | milliseconds) $(awk '$1 == "Latency" { print $2 }' "$work/out" | milliseconds) $(cpu "$n")"
}
run_h2load() { # URL, connections, streams, more …
  { time taskset -c 1 h2load -t1 "-c$2" "-m$3" -D "$seconds" --log-file="$work/h2.log" "${@:4}" "$1" > "$work/out"; } 2> "$work/time"
  local n; n=$(awk '/^requests:/ { print $8 }' "$work/out")
  echo "$(awk '/^finished in/ { sub(/,/, "", $4); print $4 }' "$work/out") $(cut -f3 "$work/h2.log" | sort -n | awk '{ v[NR] = $1 } END { printf "%.3f %.3f", v[int((NR + 1) / 2)] / 1000, v[int(NR * 0.99)] / 1000 }') $(awk '/^time for request/ { print $6 }' "$work/out" | milliseconds) $(cpu "$n")"
  rm -f "$work/h2.log"
}
run_ours() { # URL, copies, connections, more …
  local url=$1 copies=$2 kept=$3; shift 3
  taskset -c 1 dotnet $load steady --target "$url" --copies "$copies" --connections "$kept" --threads 1 --duration "${seconds}s" --warm-up 0s --report "$work/report" "$@" > "$work/out"
  jq -r '(.steps[0] | "\(.rate) \(.latency.p50) \(.latency.p99) \(.latency.mean)") + " \(.generator.cpuMicrosecondsPerRequest)"' "$work/report/steady.json"
}

middle() { cut -d' ' -f"$1" "$2" | sort -g | sed -n "$(((rounds + 1) / 2))p"; }
failed=0
echo "$(date -u +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg) at the start; $rounds rounds of $seconds s, medians; $connections connections (h2: $streams with $streams streams)"
printf '\n| case | generator | requests/s | p50 ms | p99 ms | mean ms | CPU µs/request |\n|---|---|---|---|---|---|---|\n'
for case in h1 tls h2; do
  rm -f "$work"/*.rounds
  for _ in $(seq "$rounds"); do
    case $case in
      h2) url=https://127.0.0.1:27543/; run_h2load $url $streams $streams >> "$work/h2load.rounds"; run_ours $url $((streams * streams)) $streams --protocol h2 >> "$work/ours.rounds" ;;
      *) url=$([ $case = h1 ] && echo http://127.0.0.1:27180/ || echo https://127.0.0.1:27543/)
        run_wrk $url >> "$work/wrk.rounds"; run_ours $url $connections $connections >> "$work/ours.rounds"; run_h2load $url $connections 1 --h1 >> "$work/h2load.rounds" ;;
    esac
  done
  for name in wrk h2load ours; do
    file="$work/$name.rounds"; [ -s "$file" ] || continue
    printf '| %s | %s | %.0f | %.3f | %.3f | %.3f | %s |\n' "$case" "$name" "$(middle 1 "$file")" "$(middle 2 "$file")" "$(middle 3 "$file")" "$(middle 4 "$file")" "$(middle 5 "$file")"
  done
  for column in 1 2 3; do
    peer=h2load; [ "$column" = 1 ] && [ -s "$work/wrk.rounds" ] && peer=wrk
    ratio=$(paste -d' ' <(cut -d' ' -f$column "$work/ours.rounds") <(cut -d' ' -f$column "$work/$peer.rounds") | awk '{ print $1 / $2 }' | sort -g | sed -n "$(((rounds + 1) / 2))p")
    printf '| %s | ours : %s, %s: %.3f | | | | | |\n' "$case" "$peer" "$(sed -n ${column}p <<< $'requests/s\np50\np99')" "$ratio"
    if awk -v r="$ratio" 'BEGIN { exit !(r < 0.95 || r > 1.05) }'; then failed=1; fi
  done
done
exit $failed
