"""What goes into and comes out of the routes of accounts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from lentigo.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from lentigo.accounts.permissions import Role
from lentigo.accounts.store import Account


def _plain(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("must not hold control characters")
    return text.strip()


Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Ada Lovelace"]), AfterValidator(_plain)]
Email = Annotated[str, Field(min_length=1, max_length=254, examples=["ada@clinic.example"])]
TypedPassword = Annotated[str, Field(min_length=1, max_length=MAX_LENGTH, examples=["correct horse"])]
NewPassword = Annotated[str, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH, examples=["correct horse"])]


class _Body(BaseModel):
    # Fields that are not known are let pass: the existing client may send more than is read here.
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class NewAccount(_Body):
    """A person who wants an account."""

    name: Name
    email: Email
    password: NewPassword


class Credentials(_Body):
    """What a person signs in with."""

    email: Email
    password: TypedPassword


class Approval(_Body):
    """How an account is let in."""

    role: Literal["user", "doctor"] | None = Field(default=None, description="The new role; as it was when left out.")


class Rename(_Body):
    """What of the own account may be changed."""

    name: Name


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


class Message(BaseModel):
    """One sentence about what was done."""

    message: str


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
        )


class SessionAnswer(BaseModel):
    """A short access token of our own page."""

    access_token: str
    expires_in: int = Field(description="Seconds that the access token lives.")
    account: AccountAnswer


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
