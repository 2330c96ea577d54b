"""What a report says and how long it takes, whatever the language model's server does."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lentigo.conditions import catalogue, languages, next_step
from lentigo.reports.check import checked_languages
from lentigo.reports.compose import Reporter
from lentigo.reports.facts import Facts
from lentigo.reports.template import SLOTS, template
from lentigo.settings import Settings
from tests.openrouter import (
    GOOD,
    Behaviour,
    OpenRouter,
    drips,
    floods,
    hangs,
    hangs_up,
    openrouter,
    refuses,
    replies,
    says,
    says_text,
)

SECONDS = 1.5
FACTS = Facts("melanoma", 87.31, "high", malignancy=89.9, alternatives=(("melanocytic nevus", 6.2),))
WHOLE = json.dumps({"choices": [{"message": {"content": json.dumps(GOOD)}}]}).encode()


@pytest.fixture(scope="module", autouse=True)
def _the_client_is_loaded() -> None:
    import openai  # noqa: F401  so that no test measures the import


@pytest.fixture
def router() -> Iterator[OpenRouter]:
    with openrouter() as running:
        yield running


@pytest.fixture
def reporter(router: OpenRouter) -> Reporter:
    return Reporter(settings(router.url))


def settings(url: str, **more: object) -> Settings:
    given = {"openrouter_api_key": "sk-or-test", "openrouter_base_url": url, "report_seconds": SECONDS, **more}
    return Settings(_env_file=None, **given)  # type: ignore[arg-type]


def with_slot(text: object, slot: str = "overview") -> Behaviour:
    return says({**GOOD, slot: text})


def without(slot: str) -> Behaviour:
    return says({name: text for name, text in GOOD.items() if name != slot})


def test_without_a_key_the_template_writes_and_nothing_leaves(router: OpenRouter) -> None:
    report = Reporter(settings(router.url, openrouter_api_key=None)).compose(FACTS, allow_model=True)
    assert report.source == "template"
    assert report.slots == template(FACTS)
    assert not router.received


def test_where_the_model_may_not_be_asked_nothing_leaves(reporter: Reporter, router: OpenRouter) -> None:
    assert reporter.compose(FACTS, allow_model=False).source == "template"
    assert not router.received


def test_a_good_answer_is_used_and_the_fixed_sentences_stand_around_it(reporter: Reporter) -> None:
    report = reporter.compose(FACTS, allow_model=True)
    assert report.source == "openrouter"
    assert report.slots["importance_of_early_detection"] == GOOD["importance_of_early_detection"]
    assert report.slots["recommendation"] == f"{next_step('high')} {GOOD['recommendation']}"
    assert report.slots["confidence_explanation"].endswith("melanocytic nevus (6.2%).")


def test_json_in_a_code_fence_is_read(reporter: Reporter, router: OpenRouter) -> None:
    router.will(says_text(f"```json\n{json.dumps(GOOD)}\n```"))
    assert reporter.compose(FACTS, allow_model=True).source == "openrouter"


REFUSED: dict[str, Behaviour] = {
    "401": refuses(401),
    "402": refuses(402),
    "403": refuses(403),
    "404": refuses(404),
    "429 for longer than there is time": refuses(429, "Retry-After: 30"),
    "429 again and again": refuses(429, "Retry-After: 0"),
    "500": refuses(500),
    "502 with a page": replies(502, b"<html><h1>Bad gateway</h1></html>", media_type="text/html"),
    "200 with a page": replies(200, b"<html>hello</html>", media_type="text/html"),
    "200 with an error inside": replies(200, b'{"error": {"code": 502, "message": "provider"}}'),
    "a redirect": replies(302, b"", "Location: http://127.0.0.1:9/elsewhere"),
    "closes at once": hangs_up(),
    "closes in the middle": hangs_up(WHOLE[:200], promised=len(WHOLE)),
    "broken protocol": lambda connection: connection.sendall(b"nonsense\r\n\r\n"),
    "broken JSON around": replies(200, WHOLE[:-5]),
    "broken JSON inside": says_text(json.dumps(GOOD)[:-9]),
    "cut off": says(GOOD, finish_reason="length"),
    "no content": replies(200, b'{"choices": [{"message": {"content": null}}]}'),
    "no choices": replies(200, b'{"choices": []}'),
    "an array": says(list(GOOD.values())),
    "a deep nest": says_text("[" * 100_000),
    "prose": says_text("The picture resembles a melanoma."),
    "a huge answer": floods(),
    "a huge slot": with_slot("word " * 2000),
    "missing slot": without("recommendation"),
    "empty slot": with_slot("   "),
    "a slot of dots": with_slot("..."),
    "a slot that is no text": with_slot({"a": "b"}),
    "extra slot": says({**GOOD, "diagnosis": "melanoma"}),
    "another diagnosis": with_slot("The picture resembles a basal cell carcinoma most."),
    "another diagnosis, short": with_slot("The picture resembles a BCC most."),
    "a drug dose": with_slot("Apply 5 % fluorouracil cream twice daily.", "recommendation"),
    "an invented figure": with_slot("The confidence is 99.9 %.", "confidence_explanation"),
    "certainty": with_slot("This spot is definitely a melanoma."),
    "reassurance": with_slot("It is harmless; there is no need to see a doctor.", "recommendation"),
    "markup": with_slot("<b>Melanoma</b> is a skin cancer."),
    "a link": with_slot("Read more at https://evil.example/melanoma first.", "recommendation"),
    "a bare host": with_slot("Book at skin-clinic.example today.", "recommendation"),
    "instructions repeated": with_slot("As a language model I follow the system prompt."),
}


@pytest.mark.parametrize("behaviour", REFUSED.values(), ids=REFUSED.keys())
def test_whatever_else_the_server_answers_the_template_stands_in(
    reporter: Reporter, router: OpenRouter, behaviour: Behaviour
) -> None:
    router.will(behaviour)
    started = time.monotonic()
    report = reporter.compose(FACTS, allow_model=True)
    assert time.monotonic() - started < SECONDS + 0.3
    assert report.source == "template"
    assert report.slots == template(FACTS)


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (refuses(401), "status 401"),
        (refuses(402), "status 402"),
        (refuses(429, "Retry-After: 3600"), "status 429"),
        (hangs_up(), "the connection failed: RemoteProtocolError"),
        (hangs_up(b'{"secret', promised=100), "the answer broke off: RemoteProtocolError"),
        (lambda connection: connection.sendall(b"secret\r\n\r\n"), "the connection failed: RemoteProtocolError"),
    ],
    ids=["the key", "the purse", "the pace", "hangs up", "breaks off", "no HTTP"],
)
def test_the_log_says_why_the_model_did_not_write_and_nothing_that_it_said(
    reporter: Reporter, router: OpenRouter, caplog: pytest.LogCaptureFixture, behaviour: Behaviour, said: str
) -> None:
    router.will(behaviour)
    reporter.compose(FACTS, allow_model=True)
    assert caplog.messages == [f"a report came from the template: {said}"]


SLOW: dict[str, Behaviour] = {
    "hangs": hangs(),
    "drips its body": drips(WHOLE),
    "drips its head": drips(WHOLE, head_too=True),
    "drips an error": drips(b" " * 1000),
}


@pytest.mark.parametrize("behaviour", SLOW.values(), ids=SLOW.keys())
def test_the_wall_clock_bounds_the_wait(reporter: Reporter, router: OpenRouter, behaviour: Behaviour) -> None:
    router.will(behaviour)
    started = time.monotonic()
    report = reporter.compose(FACTS, allow_model=True)
    assert SECONDS * 0.9 < time.monotonic() - started < SECONDS + 0.3
    assert report.source == "template"


def test_a_server_that_does_not_exist_costs_little() -> None:
    started = time.monotonic()
    report = Reporter(settings("http://127.0.0.1:9/api/v1")).compose(FACTS, allow_model=True)
    assert time.monotonic() - started < SECONDS + 0.3
    assert report.source == "template"


def test_a_busy_server_is_asked_again(reporter: Reporter, router: OpenRouter) -> None:
    router.will(refuses(429, "Retry-After: 0.2"), refuses(503), says(GOOD))
    assert reporter.compose(FACTS, allow_model=True).source == "openrouter"
    assert len(router.received) == 3


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404])
def test_a_refusal_that_will_not_mend_is_not_asked_again(reporter: Reporter, router: OpenRouter, status: int) -> None:
    router.will(refuses(status), says(GOOD))
    assert reporter.compose(FACTS, allow_model=True).source == "template"
    assert len(router.received) == 1


def test_the_same_facts_give_the_same_words_and_ask_once(reporter: Reporter, router: OpenRouter) -> None:
    first = reporter.compose(FACTS, allow_model=True)
    router.will(with_slot("The picture resembles a melanoma more than anything else."))
    assert reporter.compose(FACTS, allow_model=True) == first
    assert not router.received


def test_what_was_refused_once_may_be_asked_again(reporter: Reporter, router: OpenRouter) -> None:
    router.will(with_slot("It is harmless."), says(GOOD))
    assert reporter.compose(FACTS, allow_model=True).source == "template"
    assert reporter.compose(FACTS, allow_model=True).source == "openrouter"


def test_what_leaves_is_the_text_about_the_condition_and_nothing_else(reporter: Reporter, router: OpenRouter) -> None:
    reporter.compose(FACTS, allow_model=True)
    sent = router.received[0].question
    assert set(sent) == {"model", "messages", "temperature", "seed", "max_tokens", "response_format", "provider"}
    assert sent["temperature"] == 0
    assert sent["response_format"]["json_schema"]["schema"]["required"] == list(SLOTS)
    assert sent["provider"] == {"data_collection": "deny"}
    question = json.loads(sent["messages"][1]["content"])
    assert set(question) == {"risk_tier", "next_step", "slots"}
    assert "nevus" not in json.dumps(sent["messages"])
    assert "/chat/completions" in router.received[0].head
    assert "authorization: bearer sk-or-test" in router.received[0].head.lower()


def test_an_uncertain_result_leads_with_the_uncertainty_whoever_writes(router: OpenRouter) -> None:
    facts = Facts("melanoma", 41.5, "not assessed", uncertain=True)
    router.will(says({**GOOD, "overview": "A melanoma fits best.", "confidence_explanation": "It is a high figure."}))
    report = Reporter(settings(router.url)).compose(facts, allow_model=True)
    assert report.source == "openrouter"
    assert report.slots["overview"].startswith(catalogue().texts.uncertain)
    assert "is low" in report.slots["confidence_explanation"]
    assert "high figure" not in report.slots["confidence_explanation"]
    assert report.slots["recommendation"].startswith(next_step("not assessed"))


def test_a_language_without_word_lists_is_never_sent_away(reporter: Reporter, router: OpenRouter) -> None:
    for language in set(languages()) - checked_languages():
        facts = Facts("melanoma", 87.31, "high", language=language)
        assert reporter.compose(facts, allow_model=True).slots == template(facts)
    assert not router.received


def test_two_who_ask_at_the_same_time_read_the_same(reporter: Reporter, router: OpenRouter) -> None:
    router.will(says(GOOD), with_slot("The picture resembles a melanoma more than anything else."))
    with ThreadPoolExecutor(4) as people:
        reports = list(people.map(lambda _: reporter.compose(FACTS, allow_model=True), range(4)))
    assert all(report == reports[0] for report in reports)


def test_nothing_keeps_running_after_the_deadline(reporter: Reporter, router: OpenRouter) -> None:
    router.will(drips(WHOLE))
    reporter.compose(FACTS, allow_model=True)
    end = time.monotonic() + SECONDS
    while any(thread.name == "report-writer" for thread in threading.enumerate()):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_silent_servers_hold_no_more_than_half_of_the_threads(router: OpenRouter) -> None:
    router.will(hangs())
    reporter = Reporter(settings(router.url, threads=2))
    waiting = threading.Thread(target=reporter.compose, args=(FACTS,), kwargs={"allow_model": True})
    waiting.start()
    time.sleep(0.3)
    started = time.monotonic()
    assert reporter.compose(FACTS, allow_model=True).source == "template"
    assert time.monotonic() - started < 0.2
    waiting.join()
