#!/bin/bash
# Runs regression tests of the OWASP Core Rule Set against the gateway, over sockets, and prints how many pass.
#   eng/crs-regression.sh TESTS_DIR [options of the runner …]
# or those of a release (4 and later), whose root holds crs-setup.conf.example, rules/ and tests/, in one process without sockets:
#   eng/crs-regression.sh RELEASE_DIR
# TESTS_DIR holds the YAML files (tests/regression/tests of a release of the Core Rule Set).
#   CRS=folder        the rule set; default: Debian's /usr/share/modsecurity-crs
#   CRS_SETUP=file    its setup; default: Debian's, or the one in the folder
#   FTW=program       the runner; default: tools/ftw.py beside the folder that TESTS_DIR is in. Called as: FTW --connect HOST:PORT
#                     --detail-header X-Edge-Waf-Log [options] TESTS_DIR, it reads X-Edge-Waf-Matched
#   BACKEND=host:port a backend that is running; default: albedo.py beside the runner, on port BACKEND_PORT (22031)
#   PORT=22032        first of the three ports that the gateway listens on
#   CONFIGURATION=Release
# Needs python3 with PyYAML for the default runner.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
if [ -f "${1:-}/crs-setup.conf.example" ] && [ -d "$1/tests/regression/tests" ]; then
    configuration=${CONFIGURATION:-Release}
    dotnet build -c "$configuration" -v q --nologo "$root/Edge.Tests" >&2
    CRS_RELEASE=$(cd "$1" && pwd) exec "$root/Edge.Tests/bin/$configuration/net10.0/Edge.Tests" -noColor -showLiveOutput \
        -class Edge.Tests.Rules.Crs.ReleaseRegressionTests
fi
tests=$(cd "${1:?usage: eng/crs-regression.sh TESTS_DIR [options of the runner]}" && pwd)
shift
ftw=${FTW:-$(realpath -m "$tests/../../tools/ftw.py")}
crs=${CRS:-/usr/share/modsecurity-crs}
setup=${CRS_SETUP:-}
if [ -z "$setup" ]; then
    for file in "$crs/crs-setup.conf" /etc/modsecurity/crs/crs-setup.conf "$crs/crs-setup.conf.example"; do
        [ -f "$file" ] && setup=$file && break
    done
fi
[ -f "$setup" ] || { echo "No crs-setup.conf found; set CRS_SETUP." >&2; exit 1; }
[ -f "$ftw" ] || { echo "No runner at $ftw; set FTW." >&2; exit 1; }
port=${PORT:-22032}
backend=${BACKEND:-127.0.0.1:${BACKEND_PORT:-22031}}
configuration=${CONFIGURATION:-Release}
dir=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$dir"
}
trap finish EXIT

# The settings under which the tests are written: everything runs and counts, nothing blocks, small limits.
cat > "$dir/setup.conf" <<CONF
Include "$setup"
SecAction "id:900005,phase:1,nolog,pass,ctl:ruleRemoveById=910000,\\
  setvar:tx.paranoia_level=4,setvar:tx.executing_paranoia_level=4,\\
  setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,\\
  setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,setvar:tx.arg_length=400,\\
  setvar:tx.total_arg_length=64000,setvar:tx.max_num_args=255,setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
CONF
cat > "$dir/edge.json" <<JSON
{ "listen": { "https": { "address": "127.0.0.1:$port" }, "http": { "address": "127.0.0.1:$((port + 1))", "mode": "serve" }, "ops": { "address": "127.0.0.1:$((port + 2))" } },
  "accessLog": { "mode": "off" },
  "waf": { "mode": "detect", "crs": "$crs", "crsSetup": "setup.conf", "rules": [], "paranoia": 4, "debugHeader": true, "streamedBodyTypes": [],
    "responseBodyTypes": ["text/plain", "text/html", "text/xml", "application/json"] } }
JSON
echo "{ \"cells\": [ { \"id\": \"c\", \"jurisdiction\": \"us\", \"destinations\": [ { \"id\": \"d\", \"address\": \"http://$backend\", \"pool\": \"a\" } ] } ] }" > "$dir/cells.json"
echo '{ "tenants": [ { "id": "t", "hosts": ["localhost", "127.0.0.1", "1.2.3.4", "192.168.1.23", "example.com", "*.example.com"], "cell": "c" } ] }' > "$dir/tenants.json"

dotnet build -c "$configuration" -v q --nologo "$root/Edge.Gateway" > "$dir/build.log" || { cat "$dir/build.log" >&2; exit 1; }
if [ -z "${BACKEND:-}" ]; then
    python3 "$(dirname "$ftw")/albedo.py" --port "${backend##*:}" > "$dir/backend.log" 2>&1 &
    pids+=($!)
fi
"$root/Edge.Gateway/bin/$configuration/net10.0/Edge.Gateway" --config "$dir" > "$dir/gateway.log" 2>&1 &
pids+=($!)
for _ in $(seq 150); do
    curl -sf -o /dev/null "http://127.0.0.1:$((port + 2))/readyz" && break
    kill -0 "${pids[-1]}" 2>/dev/null || { cat "$dir/gateway.log" >&2; exit 1; }
    sleep .2
done
"$ftw" --connect "127.0.0.1:$((port + 1))" --detail-header X-Edge-Waf-Log "$@" "$tests"
