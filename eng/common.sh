# What the scripts beside this one share: source it after `set -euo pipefail`. Makes the folder $work, which goes when the script ends.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
gateway=Edge.Gateway/bin/Release/net10.0/Edge.Gateway.dll
work=$(mktemp -d)

# The processes to end with the script, by name.
declare -A pid
cleanup() {
  for one in "${pid[@]}"; do kill -CONT "$one" 2> /dev/null || true; kill -9 "$one" 2> /dev/null || true; done
  wait 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# Programs without which the script cannot run.
need() {
  local program
  for program in "$@"; do
    command -v "$program" > /dev/null || { echo "Missing: $program. Of Debian: apt-get install nginx-light nghttp2-client redis-server wrk curl jq bc" >&2; exit 1; }
  done
}

# NO_BUILD=1 takes what was built last.
build() { [ -n "${NO_BUILD:-}" ] || dotnet build Edge.Gateway -c Release --nologo -v quiet; }

# Makes a super admin: $token, and admin.json for it.
admin() { # File.
  local new
  new=$(dotnet "$gateway" token new --role super-admin --expires 1h)
  token=$(grep -oE 'edge_[A-Za-z0-9_-]+' <<< "$new" | head -1)
  echo "{ \"tokens\": [ { \"id\": \"script\", \"role\": \"super-admin\", \"hash\": \"$(printf %s "$token" | sha256sum | cut -d' ' -f1)\" } ] }" > "$1"
}

# Limits that nobody reaches.
unlimited() { # File.
  echo '{ "concurrency": 100000, "buckets": [ { "id": "all", "limit": 16000000, "window": "1m", "match": [ { "path": "/" } ] } ] }' > "$1"
}

# Waits until something answers; else shows a log and ends the script.
await() { # URL, log.
  local _
  for _ in $(seq 300); do curl -sf -o /dev/null "$1" && return; sleep 0.1; done
  echo "$1 does not answer:" >&2
  cat "$2" >&2
  exit 1
}

# A server of one process that answers as its locations say.
nginx_server() { # Name, port, locations, what stands before the server.
  cat > "$work/$1.conf" <<N
worker_processes 1; daemon off; master_process off; pid $work/$1.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; default_type text/plain; keepalive_requests 1000000000; ${4:-} server { listen 127.0.0.1:$2 backlog=1024; $3 } }
N
  nginx -p "$work" -e stderr -c "$work/$1.conf" & pid[$1]=$!; disown # The shell need not tell how it ended.
}

now() { date +%s%3N; }
