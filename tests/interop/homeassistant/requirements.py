"""Which packages Home Assistant needs beside itself so that it runs headless with MQTT, the
recorder and the API: what its integrations ask for in their manifests. It would fetch them itself
at run time; a test wants them there before."""

import ast
import json
import pathlib

# A list that is complete.
_OLDEST = pathlib.Path(__file__).with_name("oldest.txt").read_text()
OLDEST = tuple(line for line in _OLDEST.splitlines() if line and not line.startswith("#"))

# What bootstrap.py starts without being asked (the frontend is critical: without it there is only a
# recovery mode that does not load MQTT), and what we use.
BOOTSTRAP_SETS = ("CORE_INTEGRATIONS", "FRONTEND_INTEGRATIONS", "DEFAULT_INTEGRATIONS")
# The kinds of entities, which newer ones start too. All are imported when the services are asked
# for; two of them need a compiler to be installed.
PLATFORMS = "generated/entity_platforms.py"
WANTED = ("mqtt", "http", "api", "websocket_api", "config", "recorder", "history", "isal")


def from_manifests(package: pathlib.Path) -> list[str]:
    """Of the homeassistant package in this folder. Integrations that it does not have are no
    matter: versions differ."""
    components = package / "components"
    mqtt = _manifest(components, "mqtt")
    # mqtt's config flow imports hassio, although that is only an "after" dependency.
    waiting = [*_started_by_itself(package), *WANTED, *mqtt.get("after_dependencies", [])]
    seen, requirements = set(), set()
    while waiting:
        domain = waiting.pop()
        if domain in seen:
            continue
        seen.add(domain)
        manifest = _manifest(components, domain)
        requirements.update(manifest.get("requirements", []))
        waiting += manifest.get("dependencies", [])
    return sorted(requirements)


def _manifest(components: pathlib.Path, domain: str) -> dict:
    path = components / domain / "manifest.json"
    return json.loads(path.read_text()) if path.exists() else {}


def _started_by_itself(package: pathlib.Path) -> list[str]:
    """Read, not imported: bootstrap.py imports what is yet to be installed."""
    named = _assigned(package / "bootstrap.py")
    platforms = _assigned(package / PLATFORMS) if (package / PLATFORMS).exists() else {}
    return [text for name in BOOTSTRAP_SETS for text in named.get(name, [])] + [
        text for texts in platforms.values() for text in texts]


def _assigned(path: pathlib.Path) -> dict[str, list[str]]:
    """All texts in what is assigned to a name, by name."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(path.read_text())):
        targets = node.targets if isinstance(node, ast.Assign) else (
            [node.target] if isinstance(node, ast.AnnAssign) and node.value else [])
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = [
                    part.value for part in ast.walk(node.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return found
