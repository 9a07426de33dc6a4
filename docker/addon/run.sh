#!/bin/sh
# Starts givtcpd as an add-on. Root is needed for what the Supervisor keeps for root alone; the
# daemon gets a copy of its options, a folder of its own, and no rights.
set -eu

data=${ADDON_DATA:-/data}
user=${ADDON_USER:-6345}
install -d -o "$user" -g "$user" -m 0700 "$data/givtcp"
install -o "$user" -g "$user" -m 0600 "$data/options.json" "$data/givtcp/options.json"

export STATE_DIR="$data/givtcp" GIVTCP_OPTIONS="$data/givtcp/options.json"
exec setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all \
    --bounding-set=-all "${GIVTCPD:-/usr/bin/givtcpd}" "$@"
