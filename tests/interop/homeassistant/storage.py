"""The files that make a new Home Assistant one that somebody has set up already: nobody is asked
anything, MQTT is connected, and a token lets us in. All versions take these old layouts and migrate
them."""

import base64
import hashlib
import hmac
import json
import pathlib
import secrets
import time

YEARS = 10 * 365 * 24 * 3600

CONFIGURATION = """\
homeassistant:
  name: Test home
  country: GB
  currency: GBP
  time_zone: Europe/London
  unit_system: metric
  latitude: 51.5
  longitude: -0.1
  elevation: 10
http:
  server_host: 127.0.0.1
  server_port: {http_port}
api:
websocket_api:
config:
recorder:
  commit_interval: 1
history:
system_log:
  max_entries: 1000
logger:
  default: warning
  logs:
    homeassistant.components.mqtt: info
"""


def furnish(folder: pathlib.Path, http_port: int, broker_port: int) -> str:
    """Writes all of them; returns the bearer token."""
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(http_port=http_port))
    token_id, key = secrets.token_hex(16), secrets.token_hex(64)
    _write(storage, "auth", _auth(token_id, key))
    _write(storage, "onboarding",
           {"done": ["user", "core_config", "analytics", "integration"]}, version=4)
    _write(storage, "core.config_entries", {"entries": [_mqtt(broker_port)]})
    return _bearer(token_id, key)


def _write(storage: pathlib.Path, key: str, data: dict, version: int = 1) -> None:
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))


def _auth(token_id: str, key: str) -> dict:
    user = secrets.token_hex(16)
    groups = [{"id": f"system-{name}", "name": title} for name, title in (
        ("admin", "Administrators"), ("users", "Users"), ("read-only", "Read Only"))]
    return {
        "users": [{
            "id": user, "group_ids": ["system-admin"], "is_owner": True, "is_active": True,
            "name": "Tester", "system_generated": False, "local_only": False}],
        "groups": groups,
        "credentials": [],
        "refresh_tokens": [{
            "id": token_id, "user_id": user, "client_id": None, "client_name": "tester",
            "client_icon": None, "token_type": "long_lived_access_token",
            "created_at": "2024-01-01T00:00:00.000000+00:00", "access_token_expiration": YEARS,
            "token": secrets.token_hex(64), "jwt_key": key, "last_used_at": None,
            "last_used_ip": None, "credential_id": None, "version": None}]}


def _mqtt(broker_port: int) -> dict:
    return {
        "entry_id": secrets.token_hex(16), "version": 1, "minor_version": 1, "domain": "mqtt",
        "title": "Broker", "options": {}, "source": "user", "unique_id": None, "disabled_by": None,
        "pref_disable_new_entities": False, "pref_disable_polling": False,
        "data": {"broker": "127.0.0.1", "port": broker_port, "discovery": True,
                 "discovery_prefix": "homeassistant"}}


def _bearer(token_id: str, key: str) -> str:
    """A JSON web token that says which of the refresh tokens it belongs to, signed with its key."""
    now = int(time.time())
    head = _encoded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = _encoded(json.dumps({"iss": token_id, "iat": now, "exp": now + YEARS}).encode())
    signature = hmac.new(key.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_encoded(signature)}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
