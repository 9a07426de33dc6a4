"""Runs the queries of the dashboards in docs/grafana as Grafana would: its macros and variables are
filled in. A query that finds nothing is a fault."""

import json
import pathlib
import re
from typing import Callable, Iterator

from servers import DATABASE, Influx16, Influx18, Server

Series = dict[str, list]
FOLDER = pathlib.Path(__file__).resolve().parents[3] / "docs/grafana"
FLUX, INFLUXQL = "influxdb-flux.json", "influxdb-influxql.json"
MACROS = {
    "v.timeRangeStart": "-1h", "v.timeRangeStop": "now()", "v.windowPeriod": "10s",
    "$timeFilter": "time >= now() - 1h and time <= now()", "$__interval": "10s",
    "${bucket}": DATABASE}


def faults(server: Server, inverter: str) -> list[str]:
    found: list[str] = []
    if isinstance(server, Influx18):
        found += _of(FLUX, lambda query: by_flux(server, query), inverter)
    if isinstance(server, Influx16):
        found += _of(INFLUXQL, lambda query: by_influxql(server, query), inverter)
    return found


def by_flux(server: Influx18, query: str) -> Series:
    found: Series = {}
    for row in server.flux(query):
        found.setdefault(row.get("_field", ""), []).append(row["_value"])
    return found


def by_influxql(server: Influx16, query: str) -> Series:
    found: Series = {}
    for series in server.influxql(query):
        for row in series["values"]:
            for column, value in zip(series["columns"], row):
                if column != "time" and value is not None:
                    found.setdefault(column, []).append(value)
    return found


def _of(name: str, ask: Callable[[str], Series], inverter: str) -> Iterator[str]:
    dashboard = json.loads((FOLDER / name).read_text())
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            shown = re.compile(variable["regex"].strip("/"))
            offered = [one for values in ask(filled(variable["query"], "")).values()
                       for one in values if shown.search(one)]
            if offered != [inverter]:
                yield f"{name}: the variable {variable['name']} offers {offered}"
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            query = filled(target["query"], inverter)
            wanted, series = len(fields(query)), ask(query)
            if not wanted or len(series) != wanted:
                yield f"{name}: {panel['title']}: {wanted} fields, and data of {sorted(series)}"


def fields(query: str) -> list[str]:
    """r._field == "soc" in Flux, mean("soc") in InfluxQL."""
    return re.findall(r'(?:r\._field == |\()"(\w+)"', query.split("range(")[-1])


def filled(query: str, inverter: str) -> str:
    for macro, value in (MACROS | {"${inverter}": inverter}).items():
        query = query.replace(macro, value)
    if left := re.findall(r"\$\w*|\bv\.\w+", query):
        raise AssertionError(f"not filled in: {left}")
    return query
