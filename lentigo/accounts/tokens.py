"""Access tokens: signed claims that name an account and a session. What they open is read from the store each time."""

from datetime import timedelta
from typing import Any

from flask import Flask, g
from flask_jwt_extended import JWTManager, create_access_token

from lentigo.accounts.permissions import Caller
from lentigo.accounts.service import Accounts
from lentigo.accounts.sessions import Grant
from lentigo.settings import Settings

ISSUER = "lentigo"
ALGORITHM = "HS256"


def init_tokens(app: Flask, *, accounts: Accounts, settings: Settings) -> None:
    """Make the application read access tokens from the Authorization header.

    Args:
        app: The application.
        accounts: Knows which sessions live.
        settings: The secret and the lives.
    """
    app.config.update(
        JWT_SECRET_KEY=settings.secret(),
        JWT_ALGORITHM=ALGORITHM,
        JWT_DECODE_ALGORITHMS=[ALGORITHM],
        JWT_TOKEN_LOCATION=["headers"],
        # Guards tokens in cookies, and there are none.
        JWT_COOKIE_CSRF_PROTECT=False,
        JWT_ENCODE_ISSUER=ISSUER,
        JWT_DECODE_ISSUER=ISSUER,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=settings.access_token_minutes),
    )
    manager = JWTManager(app)

    @manager.token_in_blocklist_loader
    def over(_header: dict[str, Any], claims: dict[str, Any]) -> bool:
        session, epoch = claims.get("fam"), claims.get("epoch")
        if not isinstance(session, str) or type(epoch) is not int:
            return True
        g.lentigo_caller = accounts.caller(account_id=claims["sub"], session_id=session, epoch=epoch)
        return g.lentigo_caller is None

    @manager.user_lookup_loader
    def bearer(_header: dict[str, Any], _claims: dict[str, Any]) -> Caller | None:
        # The look into the store was taken a moment ago, when the blocklist was asked.
        found: Caller | None = g.get("lentigo_caller")
        return found


def access_token(grant: Grant) -> str:
    """Sign the access token of a session."""
    token: str = create_access_token(
        identity=grant.account.id,
        expires_delta=grant.life,
        additional_claims={"fam": grant.session, "epoch": grant.account.session_epoch},
    )
    return token
