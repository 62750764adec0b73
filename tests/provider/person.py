"""Somebody at a browser without a screen."""

from __future__ import annotations

import html
import re

import httpx

ACTION = re.compile(r'action="([^"]*)"')
FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')


class Person:
    """`name` at a browser of one's own, with the cookies that the provider has set."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.browser = httpx.Client(trust_env=False, timeout=20)

    def sign_in(self, address: str) -> httpx.URL:
        """Go to `address`, where the provider asks who it is if it does not know; where it sends the browser then."""
        page = self._follow(self.browser.get(address))
        if isinstance(page, httpx.Response):
            assert "password" in page.text, page.text
            page = self._follow(self.browser.post(page.url, data={"login": self.name, "password": f"pw-{self.name}"}))
        assert isinstance(page, httpx.URL), page.text
        return page

    def sign_out(self, address: str) -> httpx.URL:
        """Go to `address`, where the provider asks whether to sign out, and say yes; where it sends the browser."""
        page = self._follow(self.browser.get(address))
        assert isinstance(page, httpx.Response), page
        (action,) = ACTION.findall(page.text)
        fields = {html.unescape(name): html.unescape(value) for name, value in FIELD.findall(page.text)}
        page = self._follow(self.browser.post(action, data=fields | {"logout": "yes"}))
        assert isinstance(page, httpx.URL), page.text
        return page

    def close(self) -> None:
        """Close the browser."""
        self.browser.close()

    def _follow(self, response: httpx.Response) -> httpx.Response | httpx.URL:
        """The page behind the redirects of the provider, or the first address of another server."""
        while response.is_redirect and response.next_request:
            target = response.next_request.url
            if target.netloc != response.url.netloc:
                return target
            response = self.browser.get(target)
        return response
