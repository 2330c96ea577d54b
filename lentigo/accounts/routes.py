"""Coming in: registration, sign-in, the own account, sessions of our own page, set-up and password reset."""

from contextlib import suppress
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from lentigo.accounts import schemas
from lentigo.accounts.permissions import Right, Role, caller, public, requires, signed_in
from lentigo.accounts.service import Accounts
from lentigo.accounts.sessions import Grant
from lentigo.accounts.tokens import access_token
from lentigo.parts import parts
from lentigo.problems import BadInput, NotFound, NotSignedIn
from lentigo.web.answers import Message
from lentigo.web.requests import where

blueprint = APIBlueprint("accounts", __name__, tag="Sign-in")

EXTENSION = "lentigo.accounts"
COOKIE = "lentigo_refresh"
COOKIE_PATH = "/session"
PAGE_HEADER = ("X-Lentigo", "page")
"""Sent by our own page with every use of the cookie; a form on another site cannot send it."""


def accounts() -> Accounts:
    """Give the accounts of the running application."""
    found: Accounts = current_app.extensions[EXTENSION]
    return found


@blueprint.post("/register")
@public
@blueprint.input(schemas.Registration)
@blueprint.output(schemas.Registered, 201)
@blueprint.doc(responses=[409, 429])
def register(json_data: schemas.Registration) -> dict[str, Any]:
    """Make an account that waits for approval."""
    grant = accounts().register(
        name=json_data.name,
        email=json_data.email,
        password=json_data.password,
        language=json_data.language,
        where=where(),
    )
    message = "The account was made; an administrator has to approve it before it can be used."
    return {"message": message, "access_token": access_token(grant)}


@blueprint.post("/login")
@public
@blueprint.input(schemas.Credentials)
@blueprint.output(schemas.SignedIn)
@blueprint.doc(responses=[401, 403, 429])
def login(json_data: schemas.Credentials) -> dict[str, Any]:
    """Sign in, for a client that knows no refresh."""
    grant = accounts().sign_in(email=json_data.email, password=json_data.password, page=False, where=where())
    return {
        "access_token": access_token(grant),
        "role": grant.account.role,
        "collection": "doctors" if grant.account.role is Role.DOCTOR else "users",
        "must_change_password": grant.account.must_change_password,
    }


@blueprint.post("/logout")
@requires(Right.OWN_ACCOUNT)
@blueprint.output(Message)
def logout() -> dict[str, Any]:
    """End the session of the token that is presented."""
    accounts().sign_out(caller=caller(), where=where())
    return {"message": "Signed out."}


@blueprint.post("/session")
@public
@blueprint.input(schemas.Credentials)
@blueprint.output(schemas.SessionAnswer)
@blueprint.doc(responses=[401, 403, 429])
def open_session(json_data: schemas.Credentials) -> ResponseReturnValue:
    """Sign in to our own page: a short token, and a cookie that refreshes it; another origin gets the token alone."""
    if not request.is_json:
        # What a form on another site can send must not sign anybody in.
        raise BadInput("The body must be sent as application/json.")
    grant = accounts().sign_in(email=json_data.email, password=json_data.password, page=True, where=where())
    return _session(grant)


@blueprint.post("/session/refresh")
@public
@blueprint.output(schemas.SessionAnswer)
@blueprint.doc(responses=[401])
def refresh_session() -> ResponseReturnValue:
    """Exchange the cookie for the next one and a new token; a cookie that comes back ends its session."""
    name, value = PAGE_HEADER
    if request.headers.get(name) != value:
        raise NotSignedIn(f"The header {name}: {value} is missing.", code="session_over")
    token = request.cookies.get(COOKIE)
    if not token:
        raise NotSignedIn("Sign in first: there is no session.", code="session_over")
    return _session(accounts().sessions.refresh(token, where=where()))


@blueprint.delete("/session")
@public
@blueprint.output(Message)
def close_session() -> ResponseReturnValue:
    """End the session of the cookie, and that of the token; there need be neither."""
    if "Authorization" in request.headers:
        # A token that opens nothing has nothing to end; the cookie's session may still live.
        with suppress(NotSignedIn):
            accounts().sign_out(caller=signed_in(), where=where())
    accounts().end_session(request.cookies.get(COOKIE, ""), where=where())
    response = make_response(jsonify(message="Signed out."))
    response.delete_cookie(COOKIE, path=COOKIE_PATH, secure=request.is_secure, httponly=True, samesite="Strict")
    return response


@blueprint.get("/account")
@requires(Right.OWN_ACCOUNT)
@blueprint.output(schemas.AccountAnswer)
def account() -> schemas.AccountAnswer:
    """Tell who is signed in."""
    found = accounts().store.get(caller().id)
    if found is None:
        raise NotFound("There is no such account, or no longer.")
    return schemas.AccountAnswer.of(found)


@blueprint.patch("/account")
@requires(Right.OWN_ACCOUNT)
@blueprint.input(schemas.OwnChange)
@blueprint.output(schemas.AccountAnswer)
def change_account(json_data: schemas.OwnChange) -> schemas.AccountAnswer:
    """Change the own name, or the language in which reports are written."""
    changed = accounts().change_own(caller=caller(), name=json_data.name, language=json_data.language, where=where())
    return schemas.AccountAnswer.of(changed)


@blueprint.post("/account/password")
@requires(Right.OWN_ACCOUNT)
@blueprint.input(schemas.PasswordChange)
@blueprint.output(schemas.PasswordChanged)
@blueprint.doc(responses=[429])
def change_password(json_data: schemas.PasswordChange) -> ResponseReturnValue:
    """Change the own password; all earlier tokens end at once."""
    grant = accounts().change_password(
        caller=caller(), current=json_data.current_password, new=json_data.new_password, where=where()
    )
    answer = schemas.PasswordChanged(
        message="The password was changed.",
        access_token=access_token(grant),
        expires_in=int(grant.life.total_seconds()),
    )
    return _with_cookie(answer.model_dump(mode="json"), grant)


@blueprint.get("/setup")
@public
@blueprint.output(schemas.SetupState)
def setup_state() -> dict[str, Any]:
    """Tell whether the first administrator is still to come."""
    return {"needed": accounts().setup.needed()}


@blueprint.post("/setup")
@public
@blueprint.input(schemas.FirstAdministrator)
@blueprint.output(schemas.Registered, 201)
@blueprint.doc(responses=[403, 409])
def set_up(json_data: schemas.FirstAdministrator) -> dict[str, Any]:
    """Make the first administrator by the code that the server printed."""
    made = accounts().setup.redeem(
        code=json_data.code,
        name=json_data.name,
        email=json_data.email,
        password=json_data.password,
        where=where(),
    )
    grant = accounts().sessions.start(made, page=False)
    return {"message": "Lentigo has an administrator.", "access_token": access_token(grant)}


@blueprint.post("/reset-password")
@public
@blueprint.input(schemas.PasswordReset)
@blueprint.output(Message)
def reset_password(json_data: schemas.PasswordReset) -> dict[str, Any]:
    """Set a new password by a link of an administrator."""
    accounts().resets.redeem(token=json_data.token, new_password=json_data.new_password, where=where())
    return {"message": "The password was changed; sign in with the new one."}


def _session(grant: Grant) -> ResponseReturnValue:
    answer = schemas.SessionAnswer(
        access_token=access_token(grant),
        expires_in=int(grant.life.total_seconds()),
        refreshes=grant.refresh is not None and not _from_another_origin(),
        account=schemas.AccountAnswer.of(grant.account),
        max_upload_bytes=parts().settings.max_upload_mb * 1_000_000,
    )
    return _with_cookie(answer.model_dump(mode="json", by_alias=True), grant)


def _from_another_origin() -> bool:
    """Tell whether a page of another origin asks. The browser itself says so, also where a proxy changes the host."""
    return request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def _with_cookie(answer: dict[str, Any], grant: Grant) -> ResponseReturnValue:
    response = make_response(jsonify(answer))
    if grant.refresh is not None and not _from_another_origin():
        response.set_cookie(
            COOKIE,
            grant.refresh,
            expires=grant.expires,
            path=COOKIE_PATH,
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
    return response
