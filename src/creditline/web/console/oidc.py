"""Signing in by OpenID Connect: off to the identity provider, and back with its answer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_urlsafe

from litestar import get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from creditline.access.secret import digest
from creditline.usecases.sign_in import SignInFailed, check_subject
from creditline.web.console.sign_in import own_path, welcome
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import cookie_name
from creditline.web.oidc import OidcAbsent, Provider

_COOKIE = "creditline_oidc"
_TEN_MINUTES_S = 600


@get("/console/sign-in/oidc", include_in_schema=False)
async def start(request: AppRequest, next: FromQuery[str] = "") -> Redirect:  # noqa: A002 - the address's name for it
    """Send the browser to the identity provider; what must come back the same is kept in a cookie."""
    desk = desk_of(request)
    state, nonce, verifier = token_urlsafe(24), token_urlsafe(24), token_urlsafe(48)
    address = await _provider(request).address(state=state, nonce=nonce, verifier=verifier)
    kept = urlsafe_b64encode("|".join((state, nonce, verifier, own_path(next))).encode()).decode()
    answer = Redirect(address, status_code=303)
    answer.set_cookie(
        Cookie(
            key=cookie_name(desk, _COOKIE),
            value=kept,
            max_age=_TEN_MINUTES_S,
            httponly=True,
            samesite="lax",
            secure=not desk.sandbox,
        )
    )
    return answer


@get("/console/sign-in/oidc/answer", include_in_schema=False)
async def finish(request: AppRequest) -> Redirect:
    """Take the provider's answer, and let in whom it vouches for."""
    desk, provider = desk_of(request), _provider(request)
    expected, nonce, verifier, back = _kept(request, desk)
    state, code = (request.query_params.get(name, "") for name in ("state", "code"))
    if not code or digest(state) != digest(expected):
        raise SignInFailed
    claims = await provider.claims(code=code, nonce=nonce, verifier=verifier, now=desk.wall.now())
    if claims.get("email_verified") is not True:
        raise SignInFailed
    subject = f"{provider.settings.issuer} {claims['sub']}"
    staff = await check_subject(desk.database, subject, str(claims.get("email", "")))
    answer = await welcome(desk, staff, back, "oidc")
    answer.set_cookie(Cookie(key=cookie_name(desk, _COOKIE), value="", max_age=0, secure=not desk.sandbox))
    return answer


def _provider(request: AppRequest) -> Provider:
    """Return the provider that is set; raise OidcAbsent."""
    settings = desk_of(request).settings
    if settings.oidc is None:
        raise OidcAbsent
    base = settings.public_url or str(request.base_url).rstrip("/")
    return Provider(settings.oidc, f"{base}/console/sign-in/oidc/answer", request.app.state.get("oidc_transport"))


def _kept(request: AppRequest, desk: Desk) -> list[str]:
    try:
        kept = urlsafe_b64decode(request.cookies.get(cookie_name(desk, _COOKIE), "")).decode().split("|")
    except ValueError:
        raise SignInFailed from None
    if len(kept) != 4:  # noqa: PLR2004 - state, nonce, verifier and the way back
        raise SignInFailed
    return kept


HANDLERS = [start, finish]
