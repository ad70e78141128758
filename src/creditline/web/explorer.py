"""The API explorer at /docs: served from here, so that it works offline."""

from html import escape
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from creditline import __version__
from creditline.web.assets import asset_url

# Scalar's own greys and colours are too pale to read.
_READABLE = (
    ".light-mode { --scalar-color-2: #5f5f5f; --scalar-color-3: #6b6b6b; --scalar-color-blue: #006bb0; "
    "--scalar-color-green: #00794c; --scalar-color-orange: #c24100; } "
    ".dark-mode { --scalar-color-3: #999; }"
)

_OPTIONS = {
    "customCss": _READABLE,
    "withDefaultFonts": False,
    "telemetry": False,
    "hideClientButton": True,
    "showDeveloperTools": "never",
    "agent": {"disabled": True},
    "mcp": {"disabled": True},
}

# Scalar writes styles into the page; scripts come from us alone.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · creditline</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="icon" href="data:,">
</head>
<body>
<noscript>The explorer needs JavaScript. The description itself is at <a href="{schema}">{schema}</a>.</noscript>
<script id="api-reference" data-url="{schema}" data-configuration="{options}"></script>
<script src="{mended}"></script>
<script src="{script}"></script>
</body>
</html>
"""


class Explorer(OpenAPIRenderPlugin):
    """Renders the OpenAPI description with the bundled Scalar."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        """Return the page."""
        return _PAGE.format(
            policy=_POLICY,
            schema=self.get_openapi_json_route(request),
            options=escape(msgspec.json.encode(_OPTIONS).decode()),
            mended=asset_url("explorer.js"),
            script=asset_url("scalar.js"),
        ).encode()


OPENAPI = OpenAPIConfig(
    title="creditline",
    version=__version__,
    summary="The credit line manager: every limit correct at commit.",
    description=(
        "Money is a decimal string with its currency. Every POST that moves money or a limit needs an "
        "`Idempotency-Key`: send the same key to repeat a request, and the first answer is given again. "
        "Errors are `application/problem+json`; a draw the line cannot give is an answer with `status: declined`."
    ),
    path="/docs",
    components=Components(
        security_schemes={
            "ApiKey": SecurityScheme(
                type="http", scheme="bearer", description="An API key, clk_…. A sandbox needs none."
            )
        }
    ),
    security=[{"ApiKey": []}, {}],
    use_handler_docstrings=True,
    render_plugins=[Explorer(path="/")],
)
