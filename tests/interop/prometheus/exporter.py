"""What givtcp_exporter would make of the document of /readData, from the description of it in
clients.md: the series, without their numbers."""

from datetime import datetime
from typing import Iterator

from scene import leaves


def series_of(document: dict) -> Iterator[str]:
    for path, value in leaves(document):
        name = "givtcp_" + path.replace("/", "_")
        if isinstance(value, str) and not _is_time(value):
            name += f'{{{path.rsplit("/", 1)[-1]}="{value}"}}'
        yield name


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
        return True
    except ValueError:
        return False
