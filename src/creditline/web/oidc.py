"""OpenID Connect over Authlib: the authorisation code flow with PKCE. Loaded only where somebody signs in that way."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from creditline.web.settings import Oidc

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import AsyncOAuth2Client

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_TIMEOUT_S = 10
_LEEWAY_S = 60


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


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider as we speak to it. transport: another way to it than the network, for tests."""

    settings: Oidc
    redirect_uri: str
    transport: object = None

    async def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Return where to send the browser; raise ProviderUnusable."""
        async with self._client() as client:
            found = await self._discover(client)
            address, _ = client.create_authorization_url(
                found["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    async def claims(self, *, code: str, nonce: str, verifier: str, now: datetime) -> dict[str, Any]:
        """Trade the code for an ID token, check it, and return what it says; raise ProviderUnusable."""
        from authlib.integrations.base_client import OAuthError  # noqa: PLC0415 - see the module's docstring
        from httpx2 import HTTPError  # noqa: PLC0415 - as above

        async with self._client() as client:
            found = await self._discover(client)
            try:
                token = await client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier)
            except (OAuthError, HTTPError, ValueError) as failed:
                raise ProviderUnusable(failed) from failed
            keys = await _read(client, found["jwks_uri"])
        return self._checked(str(token.get("id_token", "")), keys, nonce, now)

    def _client(self) -> "AsyncOAuth2Client":
        from authlib.integrations.httpx_client import AsyncOAuth2Client  # noqa: PLC0415 - as above

        return AsyncOAuth2Client(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            scope="openid email profile",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
            **({} if self.transport is None else {"transport": self.transport}),
        )

    async def _discover(self, client: "AsyncOAuth2Client") -> dict[str, Any]:
        found = await _read(client, f"{self.settings.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.settings.issuer:
            raise ProviderUnusable("it calls itself by another name")
        return found

    def _checked(self, token: str, keys: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        from joserfc import jwt  # noqa: PLC0415 - as above
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as above
        from joserfc.jwt import JWTClaimsRegistry  # noqa: PLC0415 - as above

        wanted = JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_S,
            iss={"essential": True, "values": [self.settings.issuer, f"{self.settings.issuer}/"]},
            aud={"essential": True, "value": self.settings.client_id},
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


async def _read(client: "AsyncOAuth2Client", address: str) -> dict[str, Any]:
    from httpx2 import HTTPError  # noqa: PLC0415 - as above

    try:
        answer = await client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        return dict(answer.json())
    except (HTTPError, ValueError) as failed:
        raise ProviderUnusable(failed) from failed
