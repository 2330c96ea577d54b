"""The words of a submission's report in the language of whoever reads it."""

from lentigo.conditions import DEFAULT_LANGUAGE
from lentigo.reports.facts import Facts
from lentigo.reports.template import template
from lentigo.storage.records import Record
from lentigo.submissions.assessments import from_record


def language_of(record: Record) -> str:
    """Tell in which language the report was written; records of an earlier version are in English."""
    return str(record.get("language", DEFAULT_LANGUAGE))


def worded(record: Record, language: str) -> tuple[dict[str, str], str]:
    """Give the report's four texts and who wrote them.

    In another language than the one that it was written in, the template writes it anew from the same facts: that costs
    nothing, and nobody's facts are sent anywhere because somebody reads them.

    Args:
        record: The stored submission.
        language: Language code of the reader.
    """
    if language == language_of(record):
        return dict(record["report"]), str(record["report_source"])
    return template(Facts.of_assessment(from_record(record["assessment"]), language)), "template"
