"""What every page has around it: the language, the appearance, and the answer as HTML."""

import gzip
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.datastructures import Cookie

from creditline.web.desk import AppRequest
from creditline.web.i18n import Language, choose_locale, language
from creditline.web.templating import choose_theme, render

HTML = "text/html"
_LEVEL = 5
_CHOICES = ("lang", "theme")
_A_YEAR_S = 31_536_000
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Compressed(Response[str]):
    """A page as gzip sends it: a long one is a tenth of its size.

    What length tells of a page's secrets (BREACH) asks for many answers to requests of the attacker's making; our
    cookies are SameSite, so another site's requests come without them, and secrets are shown once, in answer to a form.
    """

    def render(self, *args: Any, **kwargs: Any) -> bytes:  # noqa: ANN401 - as Response has them
        """Render the content, and compress it."""
        return gzip.compress(super().render(*args, **kwargs), _LEVEL, mtime=0)


@dataclass(frozen=True, slots=True)
class Frame:
    """How to answer this request: in which language, in which appearance (None: as the device has it).

    asked: what else the address asks for; it stays when a reader changes the language.
    """

    language: Language
    theme: str | None
    path: str
    chosen: tuple[tuple[str, str], ...]
    compresses: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:  # noqa: ANN401 - a template's
        """Answer with a page; what was chosen in the address is kept in cookies."""
        around = {"theme": self.theme, "path": self.path, "same_page": self.same_page, "status": status}
        body = render(template, locale=self.language.locale, **around, **context)
        cookies = [Cookie(key=name, value=value, max_age=_A_YEAR_S, samesite="lax") for name, value in self.chosen]
        kind, encoding = (Compressed, {"Content-Encoding": "gzip"}) if self.compresses else (Response[str], {})
        headers = {**HEADERS, **encoding, "Vary": "Accept-Encoding"}
        return kind(body, status_code=status, media_type=HTML, headers=headers, cookies=cookies)

    def same_page(self, name: str, value: str) -> str:
        """Return the address of this very page in another language or appearance."""
        return "?" + urlencode([*self.asked, (name, value)])

    def part(self, template: str, **context: Any) -> str:  # noqa: ANN401 - a template's
        """Render a part of a page."""
        return render(template, locale=self.language.locale, **context)


def frame_of(request: AppRequest) -> Frame:
    """Read the language and the appearance that this request wants."""
    wanted = {name: request.query_params.get(name) for name in _CHOICES}
    asked = tuple((name, value) for name, value in request.query_params.multi_items() if name not in _CHOICES)
    locale = choose_locale(
        query=wanted["lang"], cookie=request.cookies.get("lang"), accept_language=request.headers.get("Accept-Language")
    )
    spoken = language(locale)
    theme = choose_theme(query=wanted["theme"], cookie=request.cookies.get("theme"))
    values = {"lang": spoken.tag, "theme": theme}
    chosen = tuple((name, value) for name, value in values.items() if wanted[name] and value)
    compresses = "gzip" in request.headers.get("Accept-Encoding", "")
    return Frame(spoken, theme, request.url.path, chosen, compresses, asked)
