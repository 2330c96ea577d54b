"""HTTP for reports: parse, authorise, call, answer."""

from dataclasses import replace
from typing import Any

from apiflask import APIBlueprint

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.parts import parts
from lentigo.privacy.texts import Purpose
from lentigo.reports.facts import Facts
from lentigo.reports.schemas import ReportAnswer, ReportRequest
from lentigo.web.requests import where

blueprint = APIBlueprint("reports", __name__, tag="Assessments")


@blueprint.post("/generate_report")
@requires(Right.ASSESS)
@blueprint.input(ReportRequest)
@blueprint.output(ReportAnswer)
@blueprint.doc(responses={404: "No such submission among the caller's"})
def generate_report(json_data: ReportRequest) -> dict[str, Any]:
    """Write a report about a class and its confidence, or about one of the caller's submissions.

    About a submission the language model is asked only with the caller's consent to it; else the template writes.
    """
    language = json_data.language or caller().language
    if json_data.submission_id is not None:
        told = parts().submissions.facts(caller=caller(), reference=json_data.submission_id, where=where())
        facts = replace(told, language=language)
        allow_model = parts().consents.allows(caller().id, Purpose.LANGUAGE_MODEL)
    else:
        allow_model = True  # a bare class and its confidence are nobody's data
        facts = Facts.of_class(json_data.condition or "", json_data.confidence or 0.0, language)
    report = parts().reporter.compose(facts, allow_model=allow_model)
    return {"report": report.slots, "source": report.source}
