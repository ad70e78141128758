"""Rendering the templates: one Jinja environment a language, made once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from creditline.web.assets import asset_url
from creditline.web.i18n import LOCALES, language

TEMPLATES_DIR = Path(__file__).parent / "templates"
THEMES = ("light", "dark")


def render(template: str, *, locale: str, **context: Any) -> str:  # noqa: ANN401 - a template's
    """Render `template` in the language of `locale`; a name the context does not hold is an error."""
    return environment(locale).get_template(template).render(context)


def choose_theme(*, query: str | None = None, cookie: str | None = None) -> str | None:
    """Return "light" or "dark" as chosen by `?theme=` or the cookie, or None: then the device decides."""
    return next((theme for theme in (query, cookie) if theme in THEMES), None)


@lru_cache(maxsize=len(LOCALES))
def environment(locale: str) -> Environment:
    """Return the environment that speaks `locale`."""
    spoken = language(locale)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(spoken.gettext, spoken.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(money=spoken.money, day=spoken.day, percent=spoken.percent)
    made.globals.update(language=spoken, asset=asset_url)
    return made
