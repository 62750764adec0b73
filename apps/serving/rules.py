"""What an application answers, url by url."""

from __future__ import annotations

from collections.abc import Iterator

from tornado.log import app_log
from tornado.routing import Rule, RuleRouter
from tornado.web import Application, RequestHandler

from apps.serving.gate import Gate
from apps.serving.gated import Unknown, guarded


def rules(router: RuleRouter) -> Iterator[Rule]:
    """Every rule that leads to a handler."""
    for rule in router.rules:
        if isinstance(rule.target, RuleRouter):
            yield from rules(rule.target)
        else:
            yield rule


def behind(application: Application, gate: Gate) -> None:
    """Put all that `application` answers behind `gate`, addresses where nothing is too."""
    application.settings["default_handler_class"] = guarded(Unknown, gate)
    application.settings["log_function"] = logged
    for rule in rules(application.default_router):
        rule.target = guarded(rule.target, gate)


def logged(given: RequestHandler) -> None:
    """Log a request that failed by our fault, without its query, which may hold what is secret."""
    if given.get_status() >= 500:
        app_log.error("%d %s %s", given.get_status(), given.request.method, given.request.path)
