"""Users and doctors, for administrators."""

from typing import Any

from apiflask import APIBlueprint
from flask import current_app, request

from lentigo.accounts import schemas
from lentigo.accounts.permissions import Right, Role, caller, requires
from lentigo.accounts.routes import accounts
from lentigo.accounts.search import Search
from lentigo.parts import parts
from lentigo.problems import Problem
from lentigo.web.answers import Message
from lentigo.web.listing import TotalHeader
from lentigo.web.requests import where

blueprint = APIBlueprint("people", __name__, tag="People")

_ACCOUNTS: Any = list[schemas.AccountAnswer]
"""APIFlask takes a list of models, but its annotations do not say so."""

Listed = tuple[list[schemas.AccountAnswer], int, dict[str, str]]

_USERS = frozenset({Role.USER, Role.ADMIN})
_DOCTORS = frozenset({Role.DOCTOR})

PUBLIC_URL = "lentigo.public_url"


@blueprint.get("/users")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.UsersQuery, location="query")
@blueprint.output(_ACCOUNTS, headers=TotalHeader)
def users(query_data: schemas.UsersQuery) -> Listed:
    """List users and administrators, oldest first; the header X-Total-Count tells how many match in all."""
    return _listed(query_data.search(Role(query_data.role) if query_data.role else None), *_USERS)


@blueprint.patch("/users/<address:email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.AccountChange)
@blueprint.output(schemas.AccountAnswer)
@blueprint.doc(responses={404: "No such user or administrator", 409: "The last administrator"})
def change_user(email: str, json_data: schemas.AccountChange) -> schemas.AccountAnswer:
    """Change the name of a user or an administrator, or deactivate and reactivate the account."""
    return _changed(email, json_data, _USERS)


@blueprint.post("/users/approve")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.Approvals)
@blueprint.output(schemas.ApprovalResults)
def approve_many(json_data: schemas.Approvals) -> schemas.ApprovalResults:
    """Approve several accounts, each as `/users/<email>/approve` does; one that fails keeps no other back."""
    role = Role(json_data.role) if json_data.role else None
    return schemas.ApprovalResults(results=[_approved(email, role) for email in dict.fromkeys(json_data.emails)])


@blueprint.delete("/users/<address:email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(Message)
@blueprint.doc(responses=[404, 409])
def delete_user(email: str) -> dict[str, Any]:
    """Erase a user or an administrator, submissions and pictures included."""
    accounts().people.erase(email=email, roles=_USERS, by=caller().id, where=where())
    return {"message": "The account and everything that belongs to it was deleted."}


@blueprint.patch("/users/<address:email>/approve")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.Approval)
@blueprint.output(Message)
@blueprint.doc(responses=[404, 409])
def approve(email: str, json_data: schemas.Approval) -> dict[str, Any]:
    """Approve an account, and give it another role when asked."""
    role = Role(json_data.role) if json_data.role else None
    approved = accounts().people.approve(email=email, role=role, by=caller().id, where=where())
    return {"message": f"The account is approved, with the role {approved.role}."}


@blueprint.post("/users/<address:email>/reset-link")
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
@blueprint.input(schemas.PeopleQuery, location="query")
@blueprint.output(_ACCOUNTS, headers=TotalHeader)
def doctors(query_data: schemas.PeopleQuery) -> Listed:
    """List doctors, oldest first; the header X-Total-Count tells how many match in all."""
    return _listed(query_data.search(), *_DOCTORS)


@blueprint.patch("/doctors/<address:email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.AccountChange)
@blueprint.output(schemas.AccountAnswer)
@blueprint.doc(responses={404: "No such doctor"})
def change_doctor(email: str, json_data: schemas.AccountChange) -> schemas.AccountAnswer:
    """Change a doctor's name, or deactivate and reactivate the account."""
    return _changed(email, json_data, _DOCTORS)


@blueprint.post("/doctors")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.input(schemas.NewAccount)
@blueprint.output(Message, 201)
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


@blueprint.delete("/doctors/<address:email>")
@requires(Right.MANAGE_ACCOUNTS)
@blueprint.output(Message)
@blueprint.doc(responses=[404])
def delete_doctor(email: str) -> dict[str, Any]:
    """Erase a doctor, with everything that belongs to the account."""
    accounts().people.erase(email=email, roles=_DOCTORS, by=caller().id, where=where())
    return {"message": "The account and everything that belongs to it was deleted."}


def _listed(search: Search, *roles: Role) -> Listed:
    found, total = search.arrange(accounts().people.of_role(*roles))
    parts().audit.record(who=caller().id, what="account.listed", where=where(), detail={"count": len(found)})
    return [schemas.AccountAnswer.of(account) for account in found], 200, {"X-Total-Count": str(total)}


def _changed(email: str, change: schemas.AccountChange, roles: frozenset[Role]) -> schemas.AccountAnswer:
    people, by, origin = accounts().people, caller().id, where()
    if change.active is not None:  # first, because it may be refused
        changed = people.set_active(email=email, active=change.active, roles=roles, by=by, where=origin)
    if change.name is not None:
        changed = people.rename(email=email, name=change.name, roles=roles, by=by, where=origin)
    return schemas.AccountAnswer.of(changed)


def _approved(email: str, role: Role | None) -> schemas.ApprovalResult:
    try:
        approved = accounts().people.approve(email=email, role=role, by=caller().id, where=where())
    except Problem as problem:
        if problem.status >= 500:  # the store does not answer: the whole request has failed, and may be repeated
            raise
        return schemas.ApprovalResult(email=email, approved=False, message=problem.message, code=problem.code)
    message = f"The account is approved, with the role {approved.role}."
    return schemas.ApprovalResult(email=email, approved=True, message=message, code=None)
