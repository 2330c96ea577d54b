"""What goes into and comes out of the routes of privacy."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lentigo.accounts.schemas import TypedPassword
from lentigo.privacy.consents import Consent
from lentigo.privacy.texts import DEFAULT_LANGUAGE, Purpose, current


class ConsentQuery(BaseModel):
    """In which language the texts are wanted."""

    model_config = ConfigDict(hide_input_in_errors=True)

    language: Annotated[str, Field(max_length=20)] | None = Field(
        default=None, description="Language code of the texts; by itself that of the account."
    )


class ConsentDecision(BaseModel):
    """What a person decides about one purpose."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, strict=True)

    given: bool = Field(description="True gives the consent, false withdraws it; both hold at once.")
    version: Annotated[str, Field(max_length=20)] | None = Field(
        default=None, description="Version of the text that was shown; needed to give, not to withdraw.", examples=["1"]
    )


class TextAnswer(BaseModel):
    """The wording that is asked for now."""

    version: str
    title: str
    text: str


class ConsentAnswer(BaseModel):
    """A person's consent to one purpose."""

    purpose: Purpose
    given: bool = Field(description="Whether the data may be used for it. Never asked means no.")
    asked: bool = Field(description="Whether it was ever decided.")
    version: str | None = Field(description="Version of the text that was decided about.")
    time: datetime | None
    how: str | None = Field(description="By which way.", examples=["page", "given by upload, contract v1"])
    text: TextAnswer

    @classmethod
    def of(cls, consent: Consent, language: str = DEFAULT_LANGUAGE) -> "ConsentAnswer":
        """Say what is told of a consent."""
        text, decision = current(consent.purpose, language), consent.decision
        return cls(
            purpose=consent.purpose,
            given=consent.given,
            asked=decision is not None,
            version=decision.version if decision else None,
            time=decision.time if decision else None,
            how=decision.how if decision else None,
            text=TextAnswer(version=text.version, title=text.title, text=text.text),
        )


class Farewell(BaseModel):
    """The proof that it is the account's owner who wants it erased."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    password: TypedPassword
