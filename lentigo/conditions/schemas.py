"""What the conditions' routes give out."""

from pydantic import BaseModel, Field

from lentigo.conditions.catalogue import Nature, Tier


class LanguageQuery(BaseModel):
    """The language that the texts are asked for in."""

    language: str = Field(default="en", description="Language code, such as `en`.")


class ConditionAnswer(BaseModel):
    """What is known about one condition."""

    slug: str = Field(description="Name of the model's class.")
    name: str
    summary: str
    what_it_is: str
    signs: list[str] = Field(description="What to look for.")
    why_early: str = Field(description="Why finding it early matters.")
    what_next: str = Field(description="What usually happens at the doctor's.")
    nature: Nature
    nature_text: str = Field(description="The nature in words.")
    icd10: str | None = Field(description="ICD-10 code (WHO), where a single one is right.")
    icd11: str | None = Field(description="ICD-11 MMS code, where a single one is right.")
    snomed: str | None = Field(description="SNOMED CT concept id, where a single one is right.")
    codes_note: str | None = Field(description="Why a code is missing or shared.")


class RiskAnswer(BaseModel):
    """A risk tier and what to do."""

    tier: Tier
    heading: str
    next_step: str


class CatalogueAnswer(BaseModel):
    """All conditions, the risk tiers, and the sentences that belong to none of them."""

    language: str
    languages: list[str] = Field(description="The languages that these texts exist in.")
    conditions: list[ConditionAnswer]
    risks: list[RiskAnswer]
    watch: str = Field(description="When a spot must be seen by a clinician, whatever the result.")
    disclaimer: str
