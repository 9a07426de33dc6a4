"""What a Grafana dashboard asks of its data source: Grafana itself cannot be had here, so that what
it would fill in is filled in by us."""

import json
import pathlib
import re
from typing import Iterator, NamedTuple

FILE = pathlib.Path(__file__).resolve().parents[3] / "docs/grafana/prometheus.json"


class Query(NamedTuple):
    panel: str
    text: str


class Variable(NamedTuple):
    name: str
    series: str
    label: str


def variables() -> Iterator[Variable]:
    """Those that ask: "label_values(givtcp_up, inverter)"."""
    for one in _read()["templating"]["list"]:
        if one["type"] != "query":
            continue
        asked = re.fullmatch(r"label_values\(([^,]+), (\w+)\)", one["query"]["query"])
        yield Variable(one["name"], *asked.groups())


def queries(values: dict[str, str]) -> Iterator[Query]:
    """As they go out; a variable that nobody fills in is an error."""
    for panel in _read()["panels"]:
        for target in panel["targets"]:
            yield Query(panel["title"], re.sub(r"\$(\w+)", lambda found: values[found[1]],
                                               target["expr"]))


def _read() -> dict:
    return json.loads(FILE.read_text())
