"""Signing in by OpenID Connect: the authorisation code flow with PKCE, over Authlib."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_urlsafe
from typing import Any

from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import HTTPError
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry
from litestar import get
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from creditline.access.secret import digest
from creditline.usecases.sign_in import SignInFailed, check_subject
from creditline.web.console.sign_in import own_path, welcome
from creditline.web.desk import AppRequest, Desk, desk_of
from creditline.web.gate import cookie_name
from creditline.web.settings import Oidc

_COOKIE = "creditline_oidc"
_TEN_MINUTES_S = 600
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class OidcAbsent(LookupError):
    """Staff sign in by OpenID Connect where an identity provider is set."""

    code = "oidc-absent"

    def __init__(self) -> None:
        super().__init__("No identity provider is set. Set CREDITLINE_OIDC_ISSUER, or sign in by password.")


class ProviderUnusable(RuntimeError):
    """The identity provider answered with something that cannot be used."""

    code = "provider-unusable"

    def __init__(self, cause: object) -> None:
        super().__init__(f"The identity provider did not vouch for you: {cause}. Try again.")


@get("/console/sign-in/oidc", include_in_schema=False)
async def start(request: AppRequest, next: FromQuery[str] = "") -> Redirect:  # noqa: A002 - the address's name for it
    """Send the browser to the identity provider; what must come back the same is kept in a cookie."""
    desk = desk_of(request)
    settings = _settings(desk)
    nonce, verifier = token_urlsafe(24), generate_token(64)
    async with _client(request, settings) as client:
        found = await _discover(client, settings)
        address, state = client.create_authorization_url(
            found["authorization_endpoint"], nonce=nonce, code_verifier=verifier
        )
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
async def finish(request: AppRequest, state: FromQuery[str] = "", code: FromQuery[str] = "") -> Redirect:
    """Take the provider's answer, and let in whom it vouches for."""
    desk = desk_of(request)
    settings = _settings(desk)
    expected, nonce, verifier, back = _kept(request, desk)
    if not code or digest(state) != digest(expected):
        raise SignInFailed
    claims = await _claims(request, settings, code, verifier, nonce)
    if claims.get("email_verified") is not True:
        raise SignInFailed
    subject = f"{settings.issuer} {claims['sub']}"
    staff = await check_subject(desk.database, subject, str(claims.get("email", "")))
    answer = await welcome(desk, staff, back, "oidc")
    answer.set_cookie(Cookie(key=cookie_name(desk, _COOKIE), value="", max_age=0, secure=not desk.sandbox))
    return answer


def _settings(desk: Desk) -> Oidc:
    if desk.settings.oidc is None:
        raise OidcAbsent
    return desk.settings.oidc


def _kept(request: AppRequest, desk: Desk) -> list[str]:
    try:
        kept = urlsafe_b64decode(request.cookies.get(cookie_name(desk, _COOKIE), "")).decode().split("|")
    except ValueError:
        raise SignInFailed from None
    if len(kept) != 4:  # noqa: PLR2004 - state, nonce, verifier and the way back
        raise SignInFailed
    return kept


def _client(request: AppRequest, settings: Oidc) -> AsyncOAuth2Client:
    base = desk_of(request).settings.public_url or str(request.base_url).rstrip("/")
    more = request.app.state.get("oidc_transport")
    return AsyncOAuth2Client(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        scope="openid email profile",
        redirect_uri=f"{base}/console/sign-in/oidc/answer",
        code_challenge_method="S256",
        timeout=10,
        **({"transport": more} if more is not None else {}),
    )


async def _discover(client: AsyncOAuth2Client, settings: Oidc) -> dict[str, Any]:
    """Read what the provider says of itself; raise ProviderUnusable."""
    found = await _read(client, f"{settings.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != settings.issuer:
        raise ProviderUnusable("it calls itself by another name")
    return found


async def _claims(request: AppRequest, settings: Oidc, code: str, verifier: str, nonce: str) -> dict[str, Any]:
    """Trade the code for an ID token, check it, and return what it says; raise ProviderUnusable."""
    async with _client(request, settings) as client:
        found = await _discover(client, settings)
        try:
            token = await client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier)
        except (OAuthError, HTTPError, ValueError) as failed:
            raise ProviderUnusable(failed) from failed
        keys = await _read(client, found["jwks_uri"])
    return _checked(str(token.get("id_token", "")), keys, settings, nonce, desk_of(request))


def _checked(token: str, keys: dict[str, Any], settings: Oidc, nonce: str, desk: Desk) -> dict[str, Any]:
    wanted = JWTClaimsRegistry(
        now=int(desk.wall.now().timestamp()),
        leeway=60,
        iss={"essential": True, "values": [settings.issuer, f"{settings.issuer}/"]},
        aud={"essential": True, "value": settings.client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS).claims  # type: ignore[arg-type]
        wanted.validate(claims)
    except (JoseError, ValueError, KeyError) as invalid:
        raise ProviderUnusable(invalid) from invalid
    return claims


async def _read(client: AsyncOAuth2Client, address: str) -> dict[str, Any]:
    try:
        answer = await client.get(address, withhold_token=True)
        answer.raise_for_status()
        found = answer.json()
    except (HTTPError, ValueError) as failed:
        raise ProviderUnusable(failed) from failed
    return dict(found)


HANDLERS = [start, finish]
