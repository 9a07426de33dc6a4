"""Words of a shell that start an installed givtcpd, as root of a machine that nobody needs."""

# How people start it: somebody who is nobody's, and the service's user.
AS_ANYBODY = "setpriv --reuid 6500 --regid 6500 --clear-groups"
AS_SERVICE = "setpriv --reuid givtcp --regid givtcp --init-groups"
# The daemon with the settings that were installed, until it serves; then it is stopped.
SERVES = f"""
install -d -o givtcp -g givtcp -m 0700 /var/lib/givtcp
{AS_SERVICE} givtcpd & daemon=$!
for _ in $(seq 300); do
    if {AS_SERVICE} givtcpd --health; then break; fi
    sleep 0.1
done
{AS_SERVICE} givtcpd --health
kill $daemon
wait $daemon
"""
