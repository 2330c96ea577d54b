"""Asks a language model, through OpenRouter, to rephrase the facts of a report into its four slots.

What leaves this machine is the text of `reports/template.body` and the risk tier with its next step: words about a
condition and its confidence. No name, address, free text or picture is ever in reach of this module.

The time is bounded by the wall clock and not by the silence between two bytes: the request runs in a thread of its
own, and whoever waits for it goes away at the deadline, whatever the server is doing. The connection is then closed
under the thread, which ends it.
"""

import json
import logging
import ssl
import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from lentigo.conditions import catalogue, risk
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, body
from lentigo.settings import Settings

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

log = logging.getLogger(__name__)

SEED = 20261122
LONGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; four slots and OpenRouter's wrapping are a tenth of it."""
MOST_TOKENS = 1200
"""Tokens that the model may write, three times what four slots need."""
TRIES = 3
FIRST_PAUSE = 0.5
"""Seconds before the first retry; each further one waits twice as long, unless the server says how long."""
MARGIN = 0.05
"""Share of the allowed time that is kept back for checking the answer and writing the template."""
_WORTH_RETRYING = frozenset({408, 409, 429, 500, 502, 503, 504, 529})

_INSTRUCTIONS = """\
You rephrase the text of a report about a picture of a spot on the skin, for a patient who reads {language}.
Rules:
- Write in {language}, in plain, calm, complete sentences. Keep the meaning of every sentence you are given.
- Add nothing: no other condition, no cause, no advice, no treatment, no medicine, no figure that is not in the text.
- Keep every figure exactly as it is written.
- Never say or suggest that anything is certain, confirmed, ruled out, harmless, safe or nothing to worry about.
- Never discourage or delay a visit to a doctor.
- Do not repeat the next step; it is printed before your recommendation.
- No markup, no lists, no links, no headings. At most 700 characters in each slot.
Answer with a JSON object that has exactly the four slots of the input."""


class NoAnswer(Exception):
    """The language model gave nothing that can be read; the reason is for the log."""


class Writer:
    """Asks the language model, within a hard limit of time.

    Args:
        settings: The key, the address and the name of the model; how long it may take; how many requests may be
            waited for at once, of which at most half may wait for the model, so that a silent one cannot stop the rest.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._free = threading.BoundedSemaphore(max(1, settings.threads // 2))

    def ask(self, facts: Facts) -> dict[str, object]:
        """Give the model's slots for these facts, unchecked.

        Args:
            facts: What may be said.

        Raises:
            NoAnswer: There is none within `report_seconds`, or it cannot be read.
        """
        deadline = time.monotonic() + self._settings.report_seconds * (1 - MARGIN)
        if not self._free.acquire(blocking=False):
            raise NoAnswer("too many requests wait for the language model already")
        errand = _Errand(self._settings, facts, deadline)
        thread = threading.Thread(target=self._run, args=(errand,), name="report-writer", daemon=True)
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            errand.abandon()
            raise NoAnswer(f"no answer within {self._settings.report_seconds:g} seconds")
        if errand.slots is None:
            raise NoAnswer(errand.reason)
        return errand.slots

    def _run(self, errand: "_Errand") -> None:
        try:
            errand.run()
        except NoAnswer as reason:
            errand.reason = str(reason)
        except Exception as error:
            errand.reason = _named(error)
        finally:
            self._free.release()


def _named(error: BaseException) -> str:
    """Name a failure for the log without repeating what was sent or answered."""
    status = getattr(error, "status_code", None)
    return type(error).__name__ if status is None else f"{type(error).__name__}, status {status}"


class _Errand:
    """One question to the model, with its retries; runs in its own thread and can be abandoned from another."""

    def __init__(self, settings: Settings, facts: Facts, deadline: float) -> None:
        self.slots: dict[str, object] | None = None
        self.reason = "no answer"
        self._settings = settings
        self._facts = facts
        self._deadline = deadline
        self._abandoned = threading.Event()
        self._client: OpenAI | None = None

    def run(self) -> None:
        """Ask, and ask again where that may help, until there is an answer or no time."""
        pause = FIRST_PAUSE
        for tried in range(1, TRIES + 1):
            try:
                self.slots = read_slots(self._post())
                return
            except _Failed as failure:
                wait = pause if failure.retry_after is None else failure.retry_after
                if not failure.again or tried == TRIES or wait >= self._left():
                    raise NoAnswer(str(failure)) from failure
                pause *= 2
                if self._abandoned.wait(wait):
                    raise NoAnswer("abandoned") from failure

    def abandon(self) -> None:
        """Close the connection under the thread, which ends it."""
        self._abandoned.set()
        if self._client is not None:
            with suppress(Exception):  # a thread in the middle of connecting may trip it; nobody waits any more
                self._client.close()

    def _left(self) -> float:
        return self._deadline - time.monotonic()

    def _post(self) -> bytes:
        import openai

        left = self._left()
        if left <= 0 or self._abandoned.is_set():
            raise NoAnswer("no time left")
        self._client = _client(self._settings, left)
        try:
            with (
                self._client,
                self._client.chat.completions.with_streaming_response.create(
                    **request(self._settings.openrouter_model, self._facts)
                ) as answer,
            ):
                return self._read(answer.iter_bytes(16 * 1024))
        except openai.APIStatusError as error:
            raise _failed(error) from error
        except openai.APITimeoutError as error:
            raise _Failed("the connection timed out", again=True) from error
        except openai.APIConnectionError as error:
            raise _Failed(f"the connection failed: {_named(error.__cause__ or error)}", again=True) from error
        except OSError as error:
            raise _Failed(f"the connection failed: {_named(error)}", again=True) from error

    def _read(self, chunks: Any) -> bytes:
        body = bytearray()
        try:
            for chunk in chunks:
                body += chunk
                if len(body) > LONGEST_ANSWER:
                    raise NoAnswer(f"an answer of more than {LONGEST_ANSWER} bytes")
        except NoAnswer:
            raise
        except Exception as error:  # httpx, whichever of its versions the client brings, tells a broken stream so
            raise _Failed(f"the answer broke off: {_named(error)}", again=True) from error
        return bytes(body)


class _Failed(Exception):
    """One try failed; says whether another may help and how long the server wants to be left alone.

    Its message goes into the log, so it repeats nothing of what was sent or answered.
    """

    def __init__(self, message: str, *, again: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.again = again
        self.retry_after = retry_after


def request(model: str, facts: Facts) -> dict[str, Any]:
    """Build what is sent: everything that ever leaves for OpenRouter, the key and technical headers apart.

    Args:
        model: OpenRouter's name of the model.
        facts: What may be said.
    """
    tier = risk(facts.risk, facts.language)
    question = {"risk_tier": tier.heading, "next_step": facts.next_step, "slots": body(facts)}
    return {
        "model": model,
        "messages": [
            {"role": "system", "content": _INSTRUCTIONS.format(language=catalogue(facts.language).language)},
            {"role": "user", "content": json.dumps(question, ensure_ascii=False)},
        ],
        "temperature": 0,
        "seed": SEED,
        "max_tokens": MOST_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "report", "strict": True, "schema": _SCHEMA},
        },
        # OpenRouter's own field: only providers that keep nothing of what they are sent.
        "extra_body": {"provider": {"data_collection": "deny"}},
    }


_SCHEMA = {
    "type": "object",
    "properties": {slot: {"type": "string"} for slot in SLOTS},
    "required": list(SLOTS),
    "additionalProperties": False,
}


def read_slots(answer: bytes) -> dict[str, object]:
    """Take the slots out of a Chat Completions answer.

    Args:
        answer: The body as it came.

    Raises:
        NoAnswer: It is not what the protocol promises; a code fence around the JSON is forgiven.
    """
    try:
        choice = json.loads(answer)["choices"][0]
        text = choice["message"]["content"].strip()
        cut_off = choice.get("finish_reason") == "length"
        if text.startswith("```"):
            text = text.removeprefix("```json").strip("`").strip()
        slots = json.loads(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise NoAnswer(f"an answer that cannot be read: {type(error).__name__}") from error
    if cut_off or not isinstance(slots, dict):
        raise NoAnswer("an answer that was cut off" if cut_off else "an answer that is no object")
    return slots


def _failed(error: "APIStatusError") -> _Failed:
    """Sort a refusal by status: a bad key or an empty purse will not mend within seconds."""
    header = error.response.headers.get("retry-after")
    wait = None
    if header is not None:
        try:
            wait = max(0.0, float(header))
        except ValueError:
            wait = None  # a date: the pause of our own is as good
    return _Failed(f"status {error.status_code}", again=error.status_code in _WORTH_RETRYING, retry_after=wait)


def _client(settings: Settings, seconds: float) -> "OpenAI":
    """Make a client for one try: it is closed with the try, so that abandoning one disturbs no other."""
    from openai import DefaultHttpxClient, OpenAI

    return OpenAI(
        api_key=settings.openrouter_api_key,
        base_url=settings.openrouter_base_url,
        timeout=seconds,
        max_retries=0,
        http_client=DefaultHttpxClient(verify=_trust(), follow_redirects=False),
    )


@cache
def _trust() -> ssl.SSLContext:
    """Load the certificates once: it costs more than all else about a client."""
    return ssl.create_default_context()
