"""The report of one assessment: from the language model where its words pass the fact check, else from the template."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from lentigo.reports.check import check, checked_languages, clean
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, body, doubtful, frame, template
from lentigo.reports.writer import NoAnswer, Writer
from lentigo.settings import Settings

log = logging.getLogger(__name__)

Source = Literal["openrouter", "template"]

REMEMBERED = 1024
"""Reports of the language model that are kept in memory, about 2 kB each."""


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
    """Writes reports. The same facts give the same words as long as the process lives.

    Args:
        settings: The key, the address and the name of the language model, and how long it may take.
    """

    def __init__(self, settings: Settings) -> None:
        self._writer = Writer(settings) if settings.openrouter_api_key else None
        self._known: OrderedDict[str, dict[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def compose(self, facts: Facts, *, allow_model: bool) -> Report:
        """Write the report of one assessment; never fails and never takes longer than `report_seconds`.

        Args:
            facts: What may be said.
            allow_model: Whether the language model may be asked.
        """
        if self._writer is None or not allow_model or facts.language not in checked_languages():
            return Report(template(facts), "template")
        known = self._recall(facts.fingerprint)
        if known is None:
            try:
                known = self._remember(facts.fingerprint, self._ask(self._writer, facts))
            except NoAnswer as reason:
                log.warning("a report came from the template: %s", reason)
                return Report(template(facts), "template")
        return Report(dict(known), "openrouter")

    def _ask(self, writer: Writer, facts: Facts) -> dict[str, str]:
        """Ask the model and check its words. Raises NoAnswer when they may not stand."""
        answered = writer.ask(facts)
        if reasons := check(answered, facts):
            # Slot and rule; what was found is about somebody's spot and stays out of the log.
            rules = dict.fromkeys(": ".join(reason.split(": ")[:2]) for reason in reasons)
            raise NoAnswer(f"the fact check refused the language model's words ({'; '.join(list(rules)[:3])})")
        slots = {slot: clean(str(answered[slot])) for slot in SLOTS}
        if doubtful(facts):  # how unsure a result is, is not left to rephrasing
            slots["confidence_explanation"] = body(facts)["confidence_explanation"]
        return frame(slots, facts)

    def _recall(self, key: str) -> dict[str, str] | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def _remember(self, key: str, slots: dict[str, str]) -> dict[str, str]:
        """Keep a report; of two that were written at the same time, the first one stays."""
        with self._lock:
            kept = self._known.setdefault(key, slots)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return kept
