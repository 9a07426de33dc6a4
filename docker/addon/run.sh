#!/bin/sh
# Starts givtcpd as an add-on. Root is needed for what the Supervisor keeps for root alone; the
# daemon gets copies of its options and settings, a folder of its own, and no rights. Where these are,
# the image says too (STATE_DIR, GIVTCP_OPTIONS, a link in /etc/givtcp).
set -eu

data=${ADDON_DATA:-/data}
shared=${ADDON_SHARED:-/config}
user=${ADDON_USER:-6345}
program=${GIVTCPD:-/usr/bin/givtcpd}
settings=$data/givtcp/givtcp.json

as_user() {
    exec setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all \
        --bounding-set=-all "$@"
}

copy() { install -o "$user" -g "$user" -m 0600 "$1" "$2"; }

install -d -o "$user" -g "$user" -m 0700 "$data/givtcp"
copy "$data/options.json" "$data/givtcp/options.json"
export STATE_DIR="$data/givtcp" GIVTCP_OPTIONS="$data/givtcp/options.json"

# Settings of its own, else those of GivTCP 3; what stands on the add-on's page goes before both.
rm -f "$settings"
if [ -f "$shared/givtcp.json" ]; then
    copy "$shared/givtcp.json" "$settings"
elif [ -f "$shared/allsettings.json" ]; then
    copy "$shared/allsettings.json" "$data/givtcp/allsettings.json"
    imported=$(mktemp)
    # What was wrong in it is in the report, and is left out; of what is no such file nothing is made.
    (as_user "$program" --import-settings "$data/givtcp/allsettings.json") >"$imported" || true
    if [ -s "$imported" ]; then copy "$imported" "$settings"; fi
    rm "$imported"
fi
as_user "$program" "$@"
