"""HTTP for the model; open to anyone, as how good it is concerns whoever thinks of using it."""

from apiflask import APIBlueprint

from lentigo.accounts.permissions import public
from lentigo.conditions.schemas import LanguageQuery
from lentigo.model.schemas import ModelAnswer
from lentigo.parts import parts

blueprint = APIBlueprint("model", __name__, tag="Knowledge")


@blueprint.get("/model")
@public
@blueprint.input(LanguageQuery, location="query")
@blueprint.output(ModelAnswer)
@blueprint.doc(responses={404: "No such language"})
def model(query_data: LanguageQuery) -> ModelAnswer:
    """Describe the model in use, and how good it was on pictures that it had never seen."""
    return parts().model.told(query_data.language)
