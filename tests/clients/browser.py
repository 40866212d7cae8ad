"""A person with a browser who lets a client in: `browser.py URL EMAIL PASSWORD` prints the code."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


class Page(HTMLParser):
    """What a person sees of a page: its forms, and the code that is shown to be carried over."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.fields: list[dict[str, str]] = []
        self.code: str | None = None
        self._is_code = False
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(values)
            self.fields.append({})
        elif tag in ("input", "button") and self.fields and values.get("name"):
            # Of several buttons with one name, the first is what a person is led to.
            self.fields[-1].setdefault(values["name"], values.get("value", ""))
        self._is_code = tag == "code" and values.get("id") == "code"

    def handle_data(self, data: str) -> None:
        if self._is_code and self.code is None:
            self.code = data.strip()

    def form_with(self, field: str) -> tuple[str, dict[str, str]]:
        """Where the form with this field is sent, and what is sent along."""
        for form, fields in zip(self.forms, self.fields, strict=True):
            if field in fields:
                return form["action"], dict(fields)
        raise LookupError(f"no form with a field {field}")


def submit(
    browser: requests.Session, answer: requests.Response, field: str, typed: dict[str, str]
) -> requests.Response:
    """Fills in the form that has this field, and goes on as long as it leads to this site."""
    try:
        action, fields = Page(answer).form_with(field)
    except LookupError as error:
        raise RuntimeError(f"{answer.url} answered {answer.status_code}, {error}:\n{answer.text}") from error
    sent = browser.post(urljoin(answer.url, action), data=fields | typed, allow_redirects=False, timeout=30)
    while sent.is_redirect:
        target = urljoin(sent.url, sent.headers["Location"])
        if urlsplit(target).netloc != urlsplit(answer.url).netloc:
            return sent
        sent = browser.get(target, allow_redirects=False, timeout=30)
    return sent


def let_in(url: str, email: str, password: str) -> str:
    """Signs in on the page to which a client leads, allows what it asks, and answers the code."""
    with requests.Session() as browser:
        browser.headers["Accept-Language"] = "en"
        sign_in = browser.get(url, timeout=30)
        consent = submit(browser, sign_in, "password", {"login": email, "password": password})
        done = submit(browser, consent, "decision", {"decision": "allow"})
        if done.is_redirect:
            query = parse_qs(urlsplit(done.headers["Location"]).query)
            return query["code"][0]
        code = Page(done).code
        if code is None:
            raise RuntimeError(f"no code on {done.url}, which answered {done.status_code}:\n{done.text}")
        return code


if __name__ == "__main__":
    print(let_in(*sys.argv[1:4]))
