"""A server in processes of its own, who may read there, and what is known of it to tell an answer from a refusal."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.entitlement import Entitlement
from data.ingest import Ingest
from tests.attack import sight
from tests.attack.thief import Answer, Line, Thief
from tests.pages import lighter
from tests.provider.person import Person
from tests.provider.running import Provider
from tests.shared import ROOT
from tests.ui.served import Served

GUEST = """  guest:
    includes: [viewer]
    groups: [visitors]
    sees: europe
    may: {export: all, adjust: all}

  analyst:
"""
EUROPE = Entitlement("europe", ("eu_2019",), None)
PARTS = "entitlements:\n  europe: {datasets: [eu_2019]}\n"
METRICS = "a token that nobody guesses"
STAFF = ("viewer", "analyst", "admin", "guest")


def roles(folder: Path) -> Path:
    """The shipped roles, and one who sees a part of the data."""
    path = folder / "roles.yaml"
    shipped = (ROOT / "auth" / "roles.yaml").read_text()
    assert shipped.count("  analyst:\n") == 1
    path.write_text(shipped.replace("  analyst:\n", GUEST) + PARTS)
    return path


def furnished(home: Path, folder: Path) -> Path:
    """A copy of `home` that has the part, too."""
    made = Path(shutil.copytree(home, folder / "home"))
    Ingest(made, entitlements=[EUROPE]).first()
    return made


@dataclass
class Reader:
    """Somebody who has signed in."""

    name: str
    id: str = field(repr=False)
    cookie: str = field(repr=False)
    csrf: str = field(repr=False)
    person: Person = field(repr=False)


class Fort:
    """A server that readers sign in to with `provider`."""

    def __init__(self, home: Path, folder: Path, workers: int, provider: Provider) -> None:
        self.home, self.provider, self.workers = home, provider, workers
        own = {
            "ROLES": str(roles(folder)),
            "METRICS_TOKEN": METRICS,
            "WORKERS": str(workers),
            "PROVIDER": provider.issuer,
        }
        own["SCOPES"] = "openid profile groups"
        settings = {f"TIDEMARK_{name}": value for name, value in own.items()}
        self.server = Served(home, folder, settings, pages=lighter(folder / "pages"))
        self.port, self.host = self.server.port, f"localhost:{self.server.port}"
        self.url = f"http://{self.host}"
        self.client = provider.client(self.url)
        known = {"URL": self.url, "CLIENT_ID": self.client.id, "CLIENT_SECRET": self.client.secret}
        self.server.settings |= {f"TIDEMARK_{name}": value for name, value in known.items()}
        self.secrets = [METRICS, self.client.secret]
        self.readers: dict[str, Reader] = {}

    def thief(self) -> Thief:
        """Somebody who has not been here."""
        return Thief(self.port, self.host)

    def settle(self) -> None:
        """Sign everybody in, and learn what their answers look like."""
        self.server.answered()
        self.readers = {name: self.sign_in(name) for name in STAFF}
        admin, thief = self.readers["admin"].cookie, self.thief()
        document = self.pulled(self.readers["admin"])
        rows = thief.ask("/benchmark/rows.csv?view=im_trend", admin)
        names, figures, models = sight.names(self.home), sight.figures(rows.body), sight.models(document)
        assert len(names) > 20 and len(figures) > 20 and len(models) > 20, (len(names), len(figures), len(models))
        self.words = names | figures | models | {"Global benchmark", "EU CCPs as published", "Margin", "tidemark_up"}
        assert all(sight.shown(each, self.words) for each in (rows, document)), "what is honest would not be seen"
        self.foreign = names - sight.names(self.home / "entitled" / EUROPE.name)
        self.receipt = rows.header("X-Tidemark-Receipt")

    def sign_in(self, name: str, thief: Thief | None = None, person: Person | None = None) -> Reader:
        """Somebody of the provider's staff comes in."""
        thief, person = thief or self.thief(), person or Person(name)
        back, browser = self.returned(thief, person)
        came = thief.ask(back, browser)
        assert came.status == 303, came.body
        id = came.cookies()["tidemark-dev"]
        cookie = f"tidemark-dev={id}"
        account = thief.ask("/account", cookie).body
        csrf = account.split('name="csrf" value="')[1].split('"')[0]
        self.secrets += [id, csrf]
        return Reader(name, id, cookie, csrf, person)

    def returned(self, thief: Thief, person: Person, to: str = "/account") -> tuple[str, str]:
        """Where the provider sends a browser back to, and the cookie of the sign-in."""
        begun = thief.ask(f"/signin/openid?to={to}")
        assert begun.status == 303, begun.body
        browser = begun.cookies()["tidemark-dev-signin"]
        self.secrets.append(browser)
        back = person.sign_in(begun.header("Location")).raw_path.decode()
        return back, f"tidemark-dev-signin={browser}"

    def token(self, reader: Reader, path: str = "/benchmark") -> str:
        """The token that a page carries for a reader."""
        found = self.thief().ask(path, reader.cookie).token()
        self.secrets.append(found)
        return found

    def seated(self, reader: Reader, path: str = "/benchmark", thief: Thief | None = None) -> Line:
        """A reader at an open page."""
        line = (thief or self.thief()).sit(f"{path.rstrip('/')}/ws", self.token(reader, path), reader.cookie)
        assert isinstance(line, Line), line
        return line

    def pulled(self, reader: Reader, query: str = "", path: str = "/benchmark") -> str:
        """The document of a page, as a reader is sent it."""
        line = self.thief().sit(f"{path}/ws{query}", self.token(reader, path), reader.cookie)
        assert isinstance(line, Line), line
        line.say("PULL-DOC-REQ", {})
        heard = [str(line.hear()) for _ in range(6)]
        line.close()
        return heard[-1]

    def stands(self) -> None:
        """The honest reader goes on as before."""
        page = self.thief().ask("/benchmark", self.readers["viewer"].cookie)
        assert page.status == 200 and "Global benchmark" in page.body

    def said(self, thief: Thief) -> list[dict[str, Any]]:
        """What the audit says of one who knocked."""
        return sight.records(self.home, thief.address)

    def written(self) -> str:
        """All that is written down: the audit, and what the server says."""
        return (self.home / "audit.jsonl").read_text() + self.server.said.read_text()

    def refused(self, thief: Thief, answer: Answer | Line, statuses: tuple[int, ...], why: str = "") -> None:
        """The attack was refused without data, and is written down where `why` says so."""
        assert isinstance(answer, Answer), "a websocket was opened"
        assert answer.status in statuses, answer
        assert sight.shown(answer, self.words) == []
        told = [line["reason"] for line in self.said(thief) if line["kind"] in ("denied", "sign-in refused")]
        assert not why or [reason for reason in told if why in reason], told
