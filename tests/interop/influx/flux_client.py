"""Runs a query in Flux by InfluxData's own Python client; in the environment of provide.py.

    flux_client.py URL < QUERY      prints the rows as JSON, with their time in milliseconds"""

import json
import sys

from influxdb_client import InfluxDBClient


def plain(value: object) -> object:
    return value if isinstance(value, (int, float, str, bool, type(None))) else str(value)


def main() -> None:
    rows = []
    with InfluxDBClient(sys.argv[1], token="any:token", org="any", timeout=60_000) as client:
        if client.health().status != "pass":
            sys.exit(f"not healthy: {client.health()}")
        for table in client.query_api().query(sys.stdin.read()):
            for record in table.records:
                row = {key: plain(value) for key, value in record.values.items()}
                if record.values.get("_time"):
                    row["milliseconds"] = round(record.get_time().timestamp() * 1000)
                rows.append(row)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
