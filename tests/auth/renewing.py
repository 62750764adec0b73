"""A worker that renews a session whenever it is told to: `python -m tests.auth.renewing HOME STORE ISSUER ID KEY`.

Its standard input has the client secret, and then a line for each step: the seconds that its clock is ahead.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from auth.openid import OpenID, Registration
from auth.session import Session, Sessions
from data.store import Store
from tests.auth.clock import Machine
from tests.auth.signing import URL

AT_ONCE = 2


def main(home: str, store: str, issuer: str, client: str, key: str) -> None:
    """Renew at each step as several open pages of the worker would; print whether the session lasts."""
    clock = Machine()
    sessions = Sessions(Store(Path(home), store), clock=clock)
    openid = OpenID(sessions, Registration(issuer, client, sys.stdin.readline().strip(), URL, "openid profile groups"))
    session = Session(key, "", "", (), "", 0, 0)
    print("ready", flush=True)
    for line in sys.stdin:
        clock.ahead = float(line)
        asyncio.run(at_once(openid, session))
        print("over" if sessions.ended([key]) else "lasts", flush=True)


async def at_once(openid: OpenID, session: Session) -> None:
    """Several ask for the same."""
    await asyncio.gather(*(openid.renew(session) for _ in range(AT_ONCE)))


if __name__ == "__main__":
    main(*sys.argv[1:])
