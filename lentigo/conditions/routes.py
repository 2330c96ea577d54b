"""HTTP for the medical facts; open to anyone, as they concern nobody in particular."""

from dataclasses import asdict
from typing import Any

from apiflask import APIBlueprint

from lentigo.accounts.permissions import public
from lentigo.conditions.catalogue import Condition, catalogue, condition, languages
from lentigo.conditions.schemas import CatalogueAnswer, ConditionAnswer, LanguageQuery

blueprint = APIBlueprint("conditions", __name__, tag="Knowledge")


@blueprint.get("/conditions")
@public
@blueprint.input(LanguageQuery, location="query")
@blueprint.output(CatalogueAnswer)
@blueprint.doc(responses={404: "No such language"})
def all_conditions(query_data: LanguageQuery) -> dict[str, Any]:
    """Describe every condition and risk tier."""
    known = catalogue(query_data.language)
    return {
        "language": known.code,
        "languages": list(languages()),
        "conditions": [_answer(one, query_data.language) for one in known.conditions.values()],
        "risks": [asdict(one) for one in known.risks.values()],
        "watch": known.texts.watch,
        "disclaimer": known.texts.disclaimer,
    }


@blueprint.get("/conditions/<slug>")
@public
@blueprint.input(LanguageQuery, location="query")
@blueprint.output(ConditionAnswer)
@blueprint.doc(responses={404: "No such condition"})
def one_condition(slug: str, query_data: LanguageQuery) -> dict[str, Any]:
    """Describe one condition; hyphens in the address stand for the spaces of its name."""
    return _answer(condition(slug.replace("-", " ").strip().lower(), query_data.language), query_data.language)


def _answer(one: Condition, language: str) -> dict[str, Any]:
    return {**asdict(one), "signs": list(one.signs), "nature_text": catalogue(language).natures[one.nature]}
