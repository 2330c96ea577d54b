"""Who may do what: every role at every route, as a table made from the application's own URL map."""

import pytest
from apiflask import APIFlask

from lentigo.accounts.permissions import (
    BEFORE_APPROVAL,
    BEFORE_OWN_PASSWORD,
    RIGHTS,
    Caller,
    Right,
    Role,
    check,
    is_public,
    right_of,
)
from lentigo.problems import Forbidden
from tests.accounts.conftest import House
from tests.accounts.person import PASSWORD, Person

PUBLIC = {
    ("POST", "/register"), ("POST", "/login"), ("POST", "/session"), ("POST", "/session/refresh"),
    ("DELETE", "/session"), ("GET", "/setup"), ("POST", "/setup"), ("POST", "/reset-password"),
}  # fmt: skip

RIGHT_OF_ROUTE = {
    ("POST", "/logout"): Right.OWN_ACCOUNT,
    ("GET", "/account"): Right.OWN_ACCOUNT,
    ("PATCH", "/account"): Right.OWN_ACCOUNT,
    ("POST", "/account/password"): Right.OWN_ACCOUNT,
    ("GET", "/users"): Right.MANAGE_ACCOUNTS,
    ("POST", "/users/approve"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/users/<email>"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/doctors/<email>"): Right.MANAGE_ACCOUNTS,
    ("DELETE", "/users/<email>"): Right.MANAGE_ACCOUNTS,
    ("PATCH", "/users/<email>/approve"): Right.MANAGE_ACCOUNTS,
    ("POST", "/users/<email>/reset-link"): Right.MANAGE_ACCOUNTS,
    ("GET", "/doctors"): Right.MANAGE_ACCOUNTS,
    ("POST", "/doctors"): Right.MANAGE_ACCOUNTS,
    ("DELETE", "/doctors/<email>"): Right.MANAGE_ACCOUNTS,
    ("GET", "/audit"): Right.READ_AUDIT,
    ("GET", "/audit/export"): Right.READ_AUDIT,
}

WHO_HOLDS = {
    Right.OWN_ACCOUNT: {Role.USER, Role.DOCTOR, Role.ADMIN},
    Right.ASSESS: {Role.USER, Role.DOCTOR, Role.ADMIN},
    Right.OWN_RECORDS: {Role.USER, Role.DOCTOR, Role.ADMIN},
    Right.REVIEW: {Role.DOCTOR},
    Right.MANAGE_ACCOUNTS: {Role.ADMIN},
    Right.READ_AUDIT: {Role.ADMIN},
    Right.OVERSEE: {Role.ADMIN},
    Right.OPERATE: {Role.ADMIN},
}


def routes(app: APIFlask) -> dict[tuple[str, str], str]:
    """Every method and path of the application with its endpoint, less the document's own."""
    return {
        (method, rule.rule.replace("<address:", "<")): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.endpoint.startswith("openapi")
    }


def test_every_route_is_guarded_or_marked_public_and_stands_in_the_table(house: House) -> None:
    for route, endpoint in routes(house.app).items():
        view = house.app.view_functions[endpoint]
        assert is_public(view) != (right_of(view) is not None), f"{route} is neither guarded nor public, or both"
        assert (route in PUBLIC) != (route in RIGHT_OF_ROUTE), f"{route} has no entry in the table"
        assert right_of(view) == RIGHT_OF_ROUTE.get(route), route


def test_each_role_holds_the_rights_of_the_table() -> None:
    held = {right: {role for role in Role if right in RIGHTS[role]} for right in Right}
    assert held == WHO_HOLDS


def test_without_a_token_every_guarded_route_is_a_401(house: House) -> None:
    for (method, path), right in RIGHT_OF_ROUTE.items():
        answer = house.visitor().ask(method, path.replace("<email>", "a@b.example"), data=b"{", expect=401)
        assert answer.json["code"] == "not_signed_in", right


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_right_gets_403_and_with_it_gets_past_the_guard(house: House, role: Role) -> None:
    email = f"{role}@clinic.example"
    house.make(role, email)
    for (method, path), right in RIGHT_OF_ROUTE.items():
        someone = house.visitor().sign_in(email)
        answer = someone.ask(method, path.replace("<email>", "nobody@b.example"), data=b"[]")
        if role in WHO_HOLDS[right]:
            assert answer.status_code not in {401, 403}, f"{role} {method} {path}"
        else:
            assert answer.status_code == 403, f"{role} {method} {path}"
            assert answer.json["code"] == "wrong_role"


def test_before_approval_only_the_own_account_is_open(house: House) -> None:
    for number, ((method, path), right) in enumerate(RIGHT_OF_ROUTE.items()):
        ada = house.visitor().register(f"ada{number}@home.example")
        answer = ada.ask(method, path.replace("<email>", "nobody@b.example"), data=b"[]")
        assert (answer.status_code == 403) == (right is not Right.OWN_ACCOUNT), f"{method} {path}"


def somebody(role: Role, *, approved: bool = True, must_change_password: bool = False) -> Caller:
    """An account for the rules alone."""
    return Caller(
        id="1", email="a@b.example", name="A", role=role, approved=approved,
        must_change_password=must_change_password, session="s",
    )  # fmt: skip


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", list(Role))
def test_the_rules_alone(role: Role, right: Right) -> None:
    for approved in (True, False):
        for foreign_password in (True, False):
            someone = somebody(role, approved=approved, must_change_password=foreign_password)
            allowed = (
                role in WHO_HOLDS[right]
                and (approved or right in BEFORE_APPROVAL)
                and (not foreign_password or right in BEFORE_OWN_PASSWORD)
            )
            if allowed:
                check(someone, right)
            else:
                with pytest.raises(Forbidden):
                    check(someone, right)


def test_a_doctor_with_a_password_of_somebody_else_reads_no_other_persons_record() -> None:
    with pytest.raises(Forbidden) as refusal:
        check(somebody(Role.DOCTOR, must_change_password=True), Right.REVIEW)
    assert refusal.value.code == "must_change_password"
    check(somebody(Role.DOCTOR, must_change_password=True), Right.ASSESS)
    check(somebody(Role.DOCTOR), Right.REVIEW)


def test_a_refusal_is_remembered_without_naming_anybody(house: House, admin: Person) -> None:
    ada = house.person(Role.USER, "ada@home.example")
    ada.delete("/users/admin@clinic.example", expect=403)
    line = admin.get("/audit?what=access.refused", expect=200).json["lines"][0]
    assert line["who"] == ada.get("/account").json["_id"]
    route = "DELETE /users/<address:email>"
    assert line["detail"] == {"right": "manage_accounts", "route": route, "code": "wrong_role"}


def test_the_document_says_which_routes_need_a_token_and_what_they_refuse(house: House) -> None:
    paths = house.app.test_client().get("/openapi.json").json["paths"]
    for (method, path), _right in RIGHT_OF_ROUTE.items():
        operation = paths[path.replace("<email>", "{email}")][method.lower()]
        assert operation["security"] == [{"Bearer": []}]
        assert "401" in operation["responses"]
    for method, path in PUBLIC:
        assert "security" not in paths[path][method.lower()]
    assert {"200", "400", "401", "403", "404", "409"} <= paths["/users/{email}/approve"]["patch"]["responses"].keys()
    assert {"200", "400", "401", "403", "429"} <= paths["/login"]["post"]["responses"].keys()


def test_passwords_stand_nowhere_in_what_is_answered(house: House, admin: Person) -> None:
    document = house.app.test_client().get("/openapi.json").json["components"]["schemas"]
    answers = {name: schema for name, schema in document.items() if "access_token" in schema.get("properties", {})}
    assert answers
    assert all("password" not in schema["properties"] for schema in answers.values())
    assert PASSWORD not in admin.get("/users").text
