"""From bytes to an assessment, with a bundle whose answers can be foretold and with the shipped one."""

import dataclasses
import math
import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lentigo.problems import BadConfiguration, NotAPicture, Problem, TooLarge, Unassessable
from lentigo.vision.assessment import Assessment
from lentigo.vision.bundle import Bundle, load_bundle, shipped_bundle_path
from lentigo.vision.classifier import Classifier
from lentigo.vision.decode import decode
from lentigo.vision.judgement import Judgement, calibrated, is_urgent, judge, risk_tier
from tests.vision.files import encoded, exif, scene
from tests.vision.tiny import CLASSES, make_tiny_bundle

RED, GREEN, GREY = (200, 40, 40), (40, 180, 40), (128, 128, 128)


def spot(
    inside: tuple[int, int, int], outside: tuple[int, int, int] = GREY, size: tuple[int, int] = (300, 300)
) -> bytes:
    """A picture with a coloured square in the upper left quarter of its centre."""
    image = Image.new("RGB", size, outside)
    left, upper = (size[0] - min(size)) // 2, (size[1] - min(size)) // 2
    image.paste(inside, (left, upper, left + min(size) // 2, upper + min(size) // 2))
    return encoded(image, "PNG")


def test_an_assessment_is_whole_and_consistent(classifier: Classifier) -> None:
    found = classifier.assess(spot(RED))
    assert found.condition == "melanoma" == next(iter(found.probabilities))
    assert set(found.probabilities) == set(CLASSES)
    assert math.isclose(sum(found.probabilities.values()), 1, abs_tol=1e-9)
    assert list(found.probabilities.values()) == sorted(found.probabilities.values(), reverse=True)
    assert found.confidence == found.probabilities["melanoma"] == max(found.probabilities.values())
    assert found.malignancy == found.probabilities["melanoma"]
    assert (found.risk, found.uncertain, found.forced, found.skin) == ("high", False, False, None)
    assert (found.prediction_set, found.coverage) == ((), None)
    assert found.model == "tiny 1"


def test_the_class_map_shows_where_the_answer_was_seen(classifier: Classifier) -> None:
    class_map = np.array(classifier.assess(spot(RED)).class_map)
    assert class_map.shape == (7, 7)
    assert class_map.min() == 0
    assert class_map.max() == 1
    assert class_map[:3, :3].min() > 0.9
    assert class_map[4:, 4:].max() < 0.1


@pytest.mark.parametrize(
    ("size", "square"),
    [((400, 300), (0.125, 0, 0.875, 1)), ((300, 400), (0, 0.125, 1, 0.875)), ((300, 300), (0, 0, 1, 1))],
)
def test_the_square_that_was_seen_is_told_in_fractions(
    classifier: Classifier, size: tuple[int, int], square: tuple[float, ...]
) -> None:
    assert classifier.assess(spot(RED, size=size)).square == square


def test_a_turned_photograph_is_assessed_as_a_person_sees_it(classifier: Classifier) -> None:
    image = Image.new("RGB", (300, 300), GREY)
    image.paste(RED, (0, 0, 150, 150))
    class_map = np.array(classifier.assess(encoded(image, "JPEG", quality=95, exif=exif(6))).class_map)
    assert class_map[:3, 4:].min() > 0.9  # a quarter turn clockwise brings the upper left corner to the upper right


def test_turns_average_over_all_eight_ways_and_lay_the_map_back(classifier: Classifier) -> None:
    plain, turned = classifier.assess(spot(RED)), classifier.assess(spot(RED), turns=True)
    assert turned.condition == plain.condition
    assert turned.confidence == pytest.approx(plain.confidence, abs=1e-4)
    assert np.allclose(turned.class_map, plain.class_map, atol=1e-3)


def test_an_uncertain_answer_has_no_risk_tier(tmp_path: Path) -> None:
    thresholds = {"uncertain_below": 0.99, "malignant_moderate": 0.1, "malignant_high": 0.4}
    classifier = Classifier(load_bundle(make_tiny_bundle(tmp_path, thresholds=thresholds)))
    found = classifier.assess(spot(GREEN))
    classifier.close()
    assert (found.uncertain, found.risk) == (True, "not assessed")
    assert found.condition == "normal skin"


def test_a_bundle_without_thresholds_calls_every_answer_uncertain_and_assesses_no_risk(tmp_path: Path) -> None:
    classifier = Classifier(load_bundle(make_tiny_bundle(tmp_path, thresholds=None)))
    found = classifier.assess(spot(RED))
    classifier.close()
    assert found.confidence > 0.7  # with the thresholds of the tiny bundle it would be sure
    assert (found.uncertain, found.risk, found.forced) == (True, "not assessed", False)


def test_a_blank_frame_is_422_and_says_why(classifier: Classifier) -> None:
    with pytest.raises(Unassessable, match="one colour") as refused:
        classifier.assess(encoded(Image.new("RGB", (300, 300), RED), "PNG"))
    assert refused.value.code == "blank"
    assert refused.value.details == [{"field": "image", "code": "blank", "message": str(refused.value)}]


def test_a_blank_frame_that_is_forced_is_assessed_without_a_risk_tier(classifier: Classifier) -> None:
    found = classifier.assess(encoded(Image.new("RGB", (300, 300), RED), "PNG"), force=True)
    assert (found.forced, found.risk, found.urgent, found.condition) == (True, "not assessed", False, "melanoma")


def test_force_changes_nothing_about_a_good_picture(classifier: Classifier) -> None:
    assert classifier.assess(spot(RED), force=True) == classifier.assess(spot(RED))


def test_force_does_not_make_a_picture_out_of_something_else(classifier: Classifier) -> None:
    with pytest.raises(NotAPicture):
        classifier.assess(b"no picture", force=True)
    with pytest.raises(Unassessable):
        classifier.assess(encoded(scene(63, 63), "PNG"), force=True)
    with pytest.raises(TooLarge):
        classifier.assess(spot(RED), force=True, max_pixels=1000)


def test_findings_that_only_advise_do_not_stop_a_picture(classifier: Classifier) -> None:
    dark = Image.fromarray((np.asarray(scene(300, 300)) // 8).astype(np.uint8))
    found = classifier.assess(encoded(dark, "PNG"))
    assert [(finding.code, finding.stops) for finding in found.quality] == [("too_dark", False), ("blurred", False)]
    assert found.forced is False


def test_many_threads_get_their_own_answers(classifier: Classifier) -> None:
    pictures = {"melanoma": spot(RED), "normal skin": spot(GREEN), "vascular lesion": spot((40, 40, 200))}
    wrong: list[Any] = []

    def ask(expected: str) -> None:
        for _ in range(10):
            found = classifier.assess(pictures[expected])
            if found.condition != expected:
                wrong.append((expected, found.condition))

    threads = [threading.Thread(target=ask, args=(name,)) for name in pictures for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _assess_in_child(classifier: Classifier, data: bytes, answers: Any) -> None:
    answers.put(classifier.assess(data).condition)


def test_a_classifier_that_was_used_before_a_fork_works_after_it(tiny: Bundle) -> None:
    classifier = Classifier(tiny)
    assert classifier.assess(spot(RED)).condition == "melanoma"
    context = multiprocessing.get_context("fork")
    answers: Any = context.Queue()
    child = context.Process(target=_assess_in_child, args=(classifier, spot(GREEN), answers))
    child.start()
    assert answers.get(timeout=30) == "normal skin"
    child.join(30)
    assert child.exitcode == 0
    assert classifier.assess(spot(RED)).condition == "melanoma"
    classifier.close()


def engines() -> int:
    """Count the inference threads that run."""
    return sum(thread.name == "lentigo-engine" for thread in threading.enumerate())


def test_building_a_classifier_loads_nothing_and_ping_loads(tiny: Bundle) -> None:
    before = engines()
    classifier = Classifier(tiny)
    assert engines() == before
    classifier.ping()
    classifier.ping()
    assert engines() == before + 1
    classifier.close()
    assert engines() == before
    assert classifier.assess(spot(RED)).condition == "melanoma"
    classifier.close()


def test_a_network_that_is_not_what_the_bundle_says_is_refused(tmp_path: Path) -> None:
    folder = make_tiny_bundle(
        tmp_path,
        classes=["melanoma", "normal skin"],
        calibration={"temperature": 1, "bias": []},
    )
    with pytest.raises(BadConfiguration, match="expected 2 classes"):
        Classifier(load_bundle(folder)).ping()


def test_a_file_that_is_no_network_is_refused(tmp_path: Path, tiny_bundle: Path) -> None:
    from tests.vision.tiny import sha256

    folder = make_tiny_bundle(tmp_path)
    (folder / "model.xml").write_text("<no network/>")
    import json

    contents = json.loads((folder / "bundle.json").read_text())
    contents["files"]["model.xml"] = sha256(folder / "model.xml")
    (folder / "bundle.json").write_text(json.dumps(contents))
    with pytest.raises(BadConfiguration, match="OpenVINO cannot use"):
        Classifier(load_bundle(folder)).ping()


def test_calibration_divides_and_shifts_the_logits(tiny: Bundle) -> None:
    calibration = tiny.calibration.model_copy(update={"temperature": 2.0, "bias": (0.0, 1.0, 0.0)})
    found = calibrated(np.array([2.0, 0.0, 0.0]), calibration)
    expected = np.exp([1.0, 1.0, 0.0])
    assert np.allclose(found, expected / expected.sum())


def test_huge_logits_do_not_overflow(tiny: Bundle) -> None:
    assert np.isfinite(calibrated(np.array([1e4, -1e4, 0.0]), tiny.calibration)).all()


@pytest.mark.parametrize(
    ("malignancy", "changes", "risk", "urgent"),
    [
        (0.05, {}, "low", False), (0.1, {}, "moderate", False), (0.39, {}, "moderate", False), (0.4, {}, "high", True),
        (0.39, {"uncertain": True}, "not assessed", False), (0.4, {"uncertain": True}, "not assessed", True),
        (0.9, {"skin": False}, "not assessed", False), (0.05, {"skin": True}, "low", False),
    ],
)  # fmt: skip
def test_tier_and_urgency_follow_the_malignant_probability(
    tiny: Bundle, malignancy: float, changes: dict[str, Any], risk: str, urgent: bool
) -> None:
    judgement = Judgement({"normal skin": 1.0}, malignancy, **{"uncertain": False, **changes})
    assert risk_tier(judgement, tiny.thresholds, forced=False) == risk
    assert risk_tier(judgement, tiny.thresholds, forced=True) == "not assessed"
    assert is_urgent(judgement, tiny.thresholds, forced=False) is urgent
    assert is_urgent(judgement, tiny.thresholds, forced=True) is is_urgent(judgement, None, forced=False) is False


@pytest.mark.parametrize("named", ["melanoma", "actinic keratosis"])
def test_the_tier_never_reassures_beside_a_malignant_or_premalignant_answer(tiny: Bundle, named: str) -> None:
    judgement = Judgement({named: 0.6, "normal skin": 0.4}, 0.01, uncertain=False)
    assert risk_tier(judgement, tiny.thresholds, forced=False) == "moderate"


def test_the_class_is_the_argmax_and_the_first_of_equals(tiny: Bundle) -> None:
    assert judge(np.array([0.0, 3.0, 1.0], np.float32), tiny).condition == "normal skin"
    assert judge(np.zeros(3, np.float32), tiny).condition == "melanoma"


@pytest.fixture(scope="module")
def shipped() -> Iterator[Classifier]:
    """A classifier with the bundle that the repository ships."""
    try:
        folder = shipped_bundle_path()
    except BadConfiguration:
        pytest.skip("there is no shipped bundle: models/resnet50 is missing")
    classifier = Classifier(load_bundle(folder))
    yield classifier
    classifier.close()


def test_the_shipped_bundle_assesses_real_pictures(shipped: Classifier, real_pictures: dict[str, bytes]) -> None:
    for data in real_pictures.values():
        found = shipped.assess(data)
        assert isinstance(found, Assessment)
        assert math.isclose(sum(found.probabilities.values()), 1, abs_tol=1e-9)
        assert np.array(found.class_map).shape == (7, 7)
        again = shipped.assess(data)
        assert dataclasses.replace(again) == found


def test_the_shipped_bundle_gives_the_same_answer_alone_and_in_a_batch(
    shipped: Classifier, real_pictures: dict[str, bytes]
) -> None:
    alone = {name: shipped.assess(data) for name, data in real_pictures.items()}
    together: dict[str, Assessment] = {}

    def ask(name: str) -> None:
        together[name] = shipped.assess(real_pictures[name])

    threads = [threading.Thread(target=ask, args=(name,)) for name in real_pictures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, found in together.items():
        assert found.condition == alone[name].condition
        assert found.confidence == pytest.approx(alone[name].confidence, abs=0.02)


def test_a_large_copy_of_a_picture_gets_nearly_the_same_answer(
    shipped: Classifier, real_pictures: dict[str, bytes]
) -> None:
    from io import BytesIO

    for data in real_pictures.values():
        image = Image.open(BytesIO(data)).convert("RGB")
        large = encoded(image.resize((3000, 3000), Image.Resampling.BICUBIC), "JPEG", quality=92)
        assert min(decode(large).image.size) < 1000
        plain, shrunk = shipped.assess(data), shipped.assess(large)
        assert shrunk.probabilities[plain.condition] == pytest.approx(plain.confidence, abs=0.15)


def test_every_refusal_of_assess_is_a_problem(classifier: Classifier) -> None:
    for data in (b"", b"x" * 1000, spot(RED)[:200]):
        with pytest.raises(Problem):
            classifier.assess(data)
