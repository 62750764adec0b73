"""The page around the charts, drawn once by Panel and kept as text: opening it costs no drawing.

Whatever leans on how Panel and Bokeh make a page stands in this file; tests/apps/test_shell.py is its contract.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

import panel as pn
import panel_material_ui as pmui
from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.document import Document
from bokeh.resources import Resources as Served
from bokeh.server.contexts import ApplicationContext
from bokeh.server.session import ServerSession
from bokeh.util.token import generate_jwt_token
from panel.io.resources import Resources
from panel.io.server import server_html_page_for_session
from panel.io.state import set_curdoc
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from apps.look import FIELD, LOOK, THEME
from apps.nonce import trusted
from apps.page import Page
from apps.skeleton import HEAD, skeleton
from apps.speech import script, texts
from components.cells import models
from components.controls import Card, Drawer, Links, Strip, Words, style
from components.language import ENGLISH

NOTHING = "<p>What stands behind a chart is shown here: choose it in the menu of the chart.</p>"
TOKEN, NONCE = "the token of the reader stands here", "the nonce of the answer stands here"
ACCOUNT = "the name of the reader stands here"
LANGUAGE, TEXTS = "the language of the reader stands here", "the texts of the language stand here"
PLACE = re.compile(f"{TOKEN}|{NONCE}|{LANGUAGE}|{TEXTS}")
FIELDS = {"Dataset": "dataset", "My CCP": "mine"}


@dataclass(frozen=True)
class Shell:
    """A page without charts: HTML with places for what is the reader's and the answer's, and the document as JSON.

    `models` are the ids of what attributes are set on, by name: `card <view>`, `strip`, `words`, `drawer`, `links`,
    `page`, `dataset`, `mine`. `hosts` are those of the models around them, which are seen or hidden and speak.
    `titles` are those of all pages. Menus and links are empty: what stands there depends on the reader.
    """

    html: str
    document: str
    models: Mapping[str, str]
    hosts: Mapping[str, str]
    titles: Mapping[str, str]

    @cached_property
    def parts(self) -> dict[str, str]:
        """The names by id, of the models and of those around them."""
        return {id_: name for ids in (self.hosts, self.models) for name, id_ in ids.items()}

    def page(self, token: str, nonce: str, language: str = ENGLISH) -> str:
        """The HTML for one reader; the browser runs no script but those that carry the answer's `nonce`."""
        filled = {TOKEN: token, NONCE: nonce, LANGUAGE: language, TEXTS: texts(language, nonce=nonce)}
        return PLACE.sub(lambda place: filled[place[0]], self.html)


def shell(page: Page, titles: Mapping[str, str]) -> Shell:
    """The shell of `page`; `titles` are those of all pages by name."""
    frames = [page.height + HEAD] * (len(page.views) + bool(page.words))
    return drawn(lambda: _laid_out(page), page.title, frames, titles)


def drawn(build: Callable[[], pmui.Page], title: str, frames: Sequence[int], titles: Mapping[str, str]) -> Shell:
    """The shell of what `build` makes; `frames` are the heights, in pixels, of what is seen until it stands."""
    pn.extension(raw_css=[LOOK], sizing_mode="stretch_width")
    session = asyncio.run(_session(build, f"{title} · Tidemark"))
    document = session.document
    begun = f"<body>{skeleton(frames, script() + TEXTS)}"
    html = trusted(_deferred(_html(session)).replace("<body>", begun, 1), NONCE)
    html = html.replace('<html lang="en"', f'<html lang="{LANGUAGE}"', 1)
    whole = json.dumps(document.to_json(deferred=False), ensure_ascii=False)
    html, whole = _rooted(html, whole, title, [root.id for root in document.roots])
    content: dict[str, Any] = json.loads(whole)
    session.destroy()
    content["config"]["attributes"] |= {"reconnect_session": False, "notify_connection_status": False}
    content["defs"] = _used(content)
    inner, hosts = names(content)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Shell(html, text, inner, hosts, dict(titles))


def _laid_out(page: Page) -> pmui.Page:
    """The parts of the page in their places."""
    cards = [_card(page, name) for name in page.views]
    words = [Words(name="words", height=page.height + HEAD, sizing_mode="stretch_width")] if page.words else []
    dataset, mine = (
        pmui.Select(label=label, options=[], size="small", width=width, sx=FIELD, stylesheets=style("field"))
        for label, width in zip(FIELDS, (250, 130), strict=True)
    )
    strip = Strip(name="strip", styles={"flex": "1 1 340px"})
    bar = pn.Column(dataset, mine, strip, stylesheets=style("bar"))
    grid = pn.Column(*words, *cards, stylesheets=style("grid"), sizing_mode="stretch_width")
    drawer = Drawer(name="drawer", markup=NOTHING, sizing_mode="stretch_width")
    return framed(pn.Column(bar, grid, sizing_mode="stretch_width", margin=10), contextbar=[drawer])


def framed(main: Any, **about: Any) -> pmui.Page:
    """What every page has around its `main` part: the bar with the links, and the theme."""
    links = Links(name="links", account=ACCOUNT, sizing_mode="stretch_width")
    about = {"theme_config": THEME, "contextbar_width": 620, **about}
    return pmui.Page(name="page", title="Tidemark", main=[main], header=[links], **about)


def _card(page: Page, name: str) -> Card:
    return Card(
        name=f"card {name}",
        title=page.views[name].title,
        rows=f"./{quote(page.name)}/rows.csv?{urlencode({'view': name})}",
        chart=pn.Spacer(height=page.height, sizing_mode="stretch_width"),
        height=page.height + HEAD,
        sizing_mode="stretch_width",
    )


async def _session(build: Callable[[], pmui.Page], title: str) -> ServerSession:
    """A session as a request would get it: only within one does Panel name its own files instead of foreign hosts."""

    def draw(document: Document) -> None:
        with set_curdoc(document):
            build().server_doc(document, title, location=False)
            for root in [each for each in document.roots if each.name == "browser_info"]:
                document.remove_root(root)

    context = ApplicationContext(Application(FunctionHandler(draw)), url="/")
    host = HTTPHeaders({"Host": "localhost"})
    request = HTTPServerRequest(start_line=RequestStartLine("GET", "/", "HTTP/1.1"), headers=host)
    return await context.create_session_if_needed("shell", request, generate_jwt_token("shell"))


def _html(session: ServerSession) -> str:
    document = session.document
    resources = Resources.from_bokeh(Served(mode="server", root_url="", path_versioner=None))
    return str(
        server_html_page_for_session(
            session,
            resources=resources,
            title=document.title,
            token=TOKEN,
            template=document.template,
            template_variables=document.template_variables,
        )
    )


def _deferred(html: str) -> str:
    """A page that is seen before its scripts have come: they run in their order once it has been read."""
    linked = html.replace('<script type="text/javascript" src=', "<script defer src=")
    return re.sub(r'<script type="text/javascript">(?=\s*Bokeh\.)', '<script type="module">', linked)


def _rooted(html: str, whole: str, title: str, roots: Sequence[str]) -> tuple[str, str]:
    """HTML and document with roots that are named like the page, whenever and in whichever process it was drawn.

    HTML knows of a document its roots alone, so that the document may be of another process, or a newer one.
    """
    named = {id: f"{re.sub(r'[^a-z0-9]+', '-', title.lower())}-{place}" for place, id in enumerate(roots)}
    known = re.compile(f'"({"|".join(map(re.escape, roots))})"')
    return tuple(known.sub(lambda id: f'"{named[id[1]]}"', text) for text in (html, whole))  # type: ignore[return-value]


def _used(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The definitions of the models that the document has, with those that they extend, in their order."""
    known = {each["name"]: each for each in content["defs"]}
    wanted = {each["name"] for each in models(content["roots"])} & known.keys()
    while more := {known[name]["extends"]["id"] for name in wanted if "extends" in known[name]} & known.keys() - wanted:
        wanted |= more
    return [each for each in content["defs"] if each["name"] in wanted]


def names(content: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of the named parts, and of the models around them."""
    inner, hosts = {}, {}
    for host in models(content["roots"]):
        part = host["attributes"].get("data")
        if isinstance(part, dict) and part.get("type") == "object":
            about = part.get("attributes", {})
            name = FIELDS.get(about.get("label"), about.get("name"))
            inner[name], hosts[name] = part["id"], host["id"]
    return inner, hosts
