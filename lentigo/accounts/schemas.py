"""What goes into and comes out of the routes of accounts."""

from datetime import datetime
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from lentigo.accounts.names import MAX_LENGTH as LONGEST_NAME
from lentigo.accounts.names import plain_name
from lentigo.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from lentigo.accounts.permissions import Role
from lentigo.accounts.search import Order, Search
from lentigo.accounts.store import Account
from lentigo.conditions import DEFAULT_LANGUAGE, languages
from lentigo.web.answers import Message

Name = Annotated[
    str, Field(min_length=1, max_length=LONGEST_NAME, examples=["Ada Lovelace"]), AfterValidator(plain_name)
]
Email = Annotated[str, Field(min_length=1, max_length=254, examples=["ada@clinic.example"])]
TypedPassword = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH, examples=["correct horse"])]
NewPassword = Annotated[str, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH, examples=["correct horse"])]


def _spoken(code: str) -> str:
    if code not in languages():
        raise ValueError(f"Expected one of {', '.join(languages())}; received {code[:20]!r}.")
    return code


Language = Annotated[
    str, Field(max_length=20, examples=["fr"], json_schema_extra={"enum": list(languages())}), AfterValidator(_spoken)
]
M = TypeVar("M", bound=BaseModel)


def _demand_one(body: M, *fields: str) -> M:
    if all(getattr(body, field) is None for field in fields):
        raise ValueError(f"Expected {' or '.join(f'`{field}`' for field in fields)}, or both.")
    return body


class _Body(BaseModel):
    # Fields that are not known are let pass: the existing client may send more than is read here.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class NewAccount(_Body):
    """A person who wants an account."""

    name: Name
    email: Email
    password: NewPassword


class Registration(NewAccount):
    """A person who registers."""

    language: Language = Field(default=DEFAULT_LANGUAGE, description="In which the person wants to be written to.")


class Credentials(_Body):
    """What a person signs in with."""

    email: Email
    password: TypedPassword


class Approval(_Body):
    """How an account is let in."""

    role: Literal["user", "doctor"] | None = Field(default=None, description="The new role; as it was when left out.")


class OwnChange(_Body):
    """What of the own account may be changed; what is left out stays."""

    name: Name | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        return _demand_one(self, "name", "language")


class AccountChange(_Body):
    """What an administrator may change of an account; what is left out stays."""

    name: Name | None = None
    active: bool | None = Field(
        default=None,
        strict=True,
        description="False closes the account at once, erasing nothing; true opens it again.",
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        return _demand_one(self, "name", "active")


class Approvals(Approval):
    """Several accounts that are let in."""

    emails: Annotated[list[Email], Field(min_length=1, max_length=500)]


class ApprovalResult(BaseModel):
    """What became of one of several approvals."""

    email: str
    approved: bool
    message: str
    code: str | None = Field(description="Why not; null where it is approved.")


class ApprovalResults(BaseModel):
    """What became of several approvals, in the order in which they were asked for."""

    results: list[ApprovalResult]


class PeopleQuery(BaseModel):
    """Which accounts are wanted; without anything, all of them, oldest first."""

    model_config = ConfigDict(hide_input_in_errors=True)

    q: str | None = Field(
        default=None, max_length=254, description="Beginning of a word of the name, or of the e-mail address."
    )
    approved: bool | None = Field(default=None, description="Only those who were, or who were not, let in.")
    active: bool | None = Field(default=None, description="Only accounts that are open, or that are deactivated.")
    sort: Order = Field(default="created")
    descending: bool = Field(default=False, description="Largest first.")
    limit: int | None = Field(default=None, ge=1, le=1000, description="Largest number of accounts.")
    offset: int = Field(default=0, ge=0, description="How many to pass over.")

    def search(self, role: Role | None = None) -> Search:
        """Say what is looked for."""
        return Search(
            text=self.q, role=role, approved=self.approved, active=self.active, sort=self.sort,
            descending=self.descending, offset=self.offset, limit=self.limit,
        )  # fmt: skip


class UsersQuery(PeopleQuery):
    """Which users and administrators are wanted."""

    role: Literal["user", "admin"] | None = Field(default=None, description="Only accounts of this role.")


class PasswordChange(_Body):
    """A new password, and the proof that it is its owner who asks."""

    current_password: TypedPassword
    new_password: NewPassword


class PasswordReset(_Body):
    """A new password by a link of an administrator."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    new_password: NewPassword


class FirstAdministrator(NewAccount):
    """The first administrator, by the code that the server printed."""

    code: Annotated[str, Field(min_length=1, max_length=100, examples=["7KQ2M-9XWTR-4HBNC-ZD8VP"])]


class Registered(Message):
    """A new account's first token."""

    access_token: str


class SignedIn(BaseModel):
    """The token of a client that knows no refresh."""

    access_token: str
    role: Role
    collection: Literal["users", "doctors"]
    must_change_password: bool = Field(description="Whether somebody else chose the password.")


class AccountAnswer(BaseModel):
    """An account, as its owner and an administrator see it; never with a password."""

    model_config = ConfigDict(populate_by_name=True)

    id_: str = Field(alias="_id")
    name: str
    email: str
    role: Role
    approved: bool
    must_change_password: bool
    created: datetime
    active: bool = Field(description="False: an administrator has closed it; it can be opened again.")
    language: str = Field(description="Code of the language that the person is written to in.")

    @classmethod
    def of(cls, account: Account) -> "AccountAnswer":
        """Say what is told of an account."""
        return cls(
            _id=account.id,
            name=account.name,
            email=account.email,
            role=account.role,
            approved=account.approved,
            must_change_password=account.must_change_password,
            created=account.created,
            active=account.active,
            language=account.language,
        )


class SessionAnswer(BaseModel):
    """A short access token of our own page."""

    access_token: str
    expires_in: int = Field(description="Seconds that the access token lives.")
    refreshes: bool = Field(
        description="Whether the cookie was given that refreshes it; a page of another origin signs in again instead."
    )
    account: AccountAnswer
    max_upload_bytes: int = Field(description="Largest picture file that this service takes.")


class PasswordChanged(Message):
    """The token that replaces all earlier ones."""

    access_token: str
    expires_in: int


class SetupState(BaseModel):
    """Whether the first administrator is still to come."""

    needed: bool


class ResetLink(BaseModel):
    """A link that opens once."""

    url: str
    expires: datetime
