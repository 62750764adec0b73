"""What the server counts about itself, of all its workers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tornado.httpclient import AsyncHTTPClient, HTTPRequest

LINE = re.compile(r'^tidemark_(\w+)\{worker="all"\} (\S+)$', re.MULTILINE)


async def counters(address: str) -> Mapping[str, float]:
    """The counters and gauges of /metrics by their names without `tidemark_`."""
    client = AsyncHTTPClient(force_instance=True)
    try:
        told = await client.fetch(HTTPRequest(f"{address}/metrics", connect_timeout=10, request_timeout=10))
    finally:
        client.close()
    return {name: float(value) for name, value in LINE.findall(told.body.decode())}
