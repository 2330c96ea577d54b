"""Users and doctors, for administrators."""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request

from lentigo.accounts import schemas
from lentigo.accounts.permissions import Right, Role, caller, requires
from lentigo.accounts.routes import accounts
from lentigo.parts import parts
from lentigo.web.requests import where

blueprint = APIBlueprint("people", __name__, tag="People")

_ACCOUNTS: Any = list[schemas.AccountAnswer]
"""APIFlask takes a list of models, but its annotations do not say so."""

PUBLIC_URL = "lentigo.public_url"


@blueprint.get("/users")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(_ACCOUNTS)
def users() -> list[schemas.AccountAnswer]:
    """List users and administrators, oldest first."""
    return _listed(Role.USER, Role.ADMIN)


@blueprint.delete("/users/<email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(schemas.Message)
@blueprint.doc(responses=[404, 409])
def delete_user(email: str) -> dict[str, Any]:
    """Erase a user or an administrator, submissions and pictures included."""
    roles = frozenset({Role.USER, Role.ADMIN})
    accounts().people.erase(email=email, roles=roles, by=caller().id, where=where())
    return {"message": "The account and everything that belongs to it was deleted."}


@blueprint.patch("/users/<email>/approve")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.Approval)
@blueprint.output(schemas.Message)
@blueprint.doc(responses=[404, 409])
def approve(email: str, json_data: schemas.Approval) -> dict[str, Any]:
    """Approve an account, and give it another role when asked."""
    role = Role(json_data.role) if json_data.role else None
    approved = accounts().people.approve(email=email, role=role, by=caller().id, where=where())
    return {"message": f"The account is approved, with the role {approved.role}."}


@blueprint.post("/users/<email>/reset-link")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(schemas.ResetLink, 201)
@blueprint.doc(responses=[404])
def reset_link(email: str) -> dict[str, Any]:
    """Make a link by which the person sets a new password, once, within a day."""
    base = current_app.extensions[PUBLIC_URL] or request.host_url
    url, expires = accounts().resets.issue(email=email, by=caller().id, where=where(), base=base)
    return {"url": url, "expires": expires}


@blueprint.get("/doctors")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(_ACCOUNTS)
def doctors() -> list[schemas.AccountAnswer]:
    """List doctors, oldest first."""
    return _listed(Role.DOCTOR)


@blueprint.post("/doctors")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.NewAccount)
@blueprint.output(schemas.Message, 201)
@blueprint.doc(responses=[409])
def add_doctor(json_data: schemas.NewAccount) -> dict[str, Any]:
    """Make a doctor's account, open at once; the doctor is asked for a password of their own."""
    accounts().people.make(
        name=json_data.name,
        email=json_data.email,
        password=json_data.password,
        role=Role.DOCTOR,
        by=caller().id,
        where=where(),
        must_change_password=True,
    )
    return {"message": "The doctor's account was made."}


@blueprint.delete("/doctors/<email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(schemas.Message)
@blueprint.doc(responses=[404])
def delete_doctor(email: str) -> dict[str, Any]:
    """Erase a doctor, with everything that belongs to the account."""
    accounts().people.erase(email=email, roles=frozenset({Role.DOCTOR}), by=caller().id, where=where())
    return {"message": "The account and everything that belongs to it was deleted."}


def _listed(*roles: Role) -> list[schemas.AccountAnswer]:
    found = accounts().people.of_role(*roles)
    parts().audit.record(who=caller().id, what="account.listed", where=where(), detail={"count": len(found)})
    return [schemas.AccountAnswer.of(account) for account in found]
