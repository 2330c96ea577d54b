"""The classifier: a picture's bytes in, an Assessment out. Usable from a notebook as from a server.

>>> bundle = load_bundle("models/resnet50")
>>> classifier = Classifier(bundle)
>>> classifier.assess(Path("spot.jpg").read_bytes()).condition
'melanocytic nevus'
"""

import os
import threading
import weakref
from dataclasses import dataclass

import numpy as np

from lentigo.problems import Unassessable
from lentigo.vision.assessment import Assessment, Finding
from lentigo.vision.batcher import PATIENCE, Batcher
from lentigo.vision.bundle import Bundle
from lentigo.vision.class_maps import evidence, read_heat_map
from lentigo.vision.conformal import read_conformal
from lentigo.vision.decode import MAX_BYTES, MAX_PIXELS, Picture, decode
from lentigo.vision.engine import Engine, Floats, Squares
from lentigo.vision.judgement import is_urgent, judge, risk_tier
from lentigo.vision.neighbours import Neighbours, open_neighbours
from lentigo.vision.outliers import open_outliers
from lentigo.vision.preprocess import square_box, to_square
from lentigo.vision.quality import find
from lentigo.vision.turns import all_turns, laid_back


@dataclass(frozen=True, slots=True)
class Answer:
    """The network's answer on one square.

    Attributes:
        logits: Shape (classes,).
        class_maps: Shape (classes, rows, columns).
        features: Pooled features, shape (2048,) or (0,).
    """

    logits: Floats
    class_maps: Floats
    features: Floats


class Classifier:
    """Assesses pictures with one model bundle, from any number of threads.

    Building it is cheap. The network is loaded at the first use (or by `ping`), once in each process that uses it, so a
    server may build it before it forks.

    Args:
        bundle: The model bundle, from `load_bundle`.
        queue: Pictures that may wait; one more is refused at once.
        threads: Cores for the network; all that the process may use when None.
        patience: Seconds after which a request gives up.
    """

    def __init__(
        self, bundle: Bundle, *, queue: int = 64, threads: int | None = None, patience: float = PATIENCE
    ) -> None:
        self.bundle = bundle
        self._heat_map = read_heat_map(bundle.heat_map)
        self._conformal = read_conformal(bundle.conformal, len(bundle.classes))
        self._outliers, self._neighbours = open_outliers(bundle), open_neighbours(bundle)
        self._queue, self._threads, self._patience = queue, threads, patience
        self._lock = threading.Lock()
        self._batcher: Batcher[Squares, Answer] | None = None
        if hasattr(os, "register_at_fork"):
            forget = weakref.WeakMethod(self._forget)
            os.register_at_fork(after_in_child=lambda: (method := forget()) and method())

    def assess(
        self,
        data: bytes,
        *,
        force: bool = False,
        turns: bool = False,
        max_bytes: int = MAX_BYTES,
        max_pixels: int = MAX_PIXELS,
    ) -> Assessment:
        """Decode and assess a picture.

        Args:
            data: The file.
            force: Assess even a picture that should not be.
            turns: Average over the eight flips and quarter turns; eight times the work.
            max_bytes: Most bytes that are taken.
            max_pixels: Most pixels that are taken.

        Raises:
            TooLarge, NotAPicture, Unassessable, Unavailable: As `decode` and `assess_picture`.
        """
        picture = decode(data, max_bytes=max_bytes, max_pixels=max_pixels)
        return self.assess_picture(picture, force=force, turns=turns)

    def assess_picture(self, picture: Picture, *, force: bool = False, turns: bool = False) -> Assessment:
        """Assess a picture that is decoded already.

        Args:
            picture: From `decode`.
            force: Assess even a picture that should not be.
            turns: Average over the eight flips and quarter turns; eight times the work.

        Raises:
            Unassessable: A finding stops it, or it does not look like skin, and nobody insisted; `details` holds one
                entry a finding.
            Unavailable: Too many pictures wait, or the network does not answer.
        """
        square = to_square(picture.image, self.bundle.input.size)
        findings = find(square, width=picture.width, height=picture.height)
        stops = [finding for finding in findings if finding.stops]
        if stops and not force:
            raise _unassessable(stops)
        answer = self._ask(square, turns=turns)
        stranger = self._stranger(answer)
        if stranger is not None:
            if not force:
                raise _unassessable([stranger])
            stops, findings = [*stops, stranger], (*findings, stranger)
        skin = None if self._outliers is None else stranger is None
        judgement = judge(answer.logits, self.bundle, conformal=self._conformal, skin=skin)
        width, height = picture.width, picture.height
        left, upper, right, lower = square_box(width, height)
        return Assessment(
            condition=judgement.condition,
            confidence=judgement.confidence,
            probabilities=judgement.probabilities,
            malignancy=judgement.malignancy,
            prediction_set=judgement.prediction_set,
            coverage=judgement.coverage,
            risk=risk_tier(judgement, self.bundle.thresholds, forced=bool(stops)),
            uncertain=judgement.uncertain,
            forced=bool(stops),
            quality=findings,
            skin=judgement.skin,
            class_map=self._shown(answer.class_maps, judgement.condition, turns=turns),
            square=(left / width, upper / height, right / width, lower / height),
            model=self.bundle.title,
            nearest=() if self._neighbours is None else self._neighbours.nearest(answer.features),
            tta=turns,
            urgent=is_urgent(judgement, self.bundle.thresholds, forced=bool(stops)),
        )

    @property
    def neighbours(self) -> Neighbours | None:
        """The index of training pictures, or None where the bundle has none."""
        return self._neighbours

    def ping(self) -> None:
        """Make sure that the network is loaded; the first call loads it and runs it once.

        Raises:
            BadConfiguration: It cannot be loaded.
        """
        self._running()

    def close(self) -> None:
        """Finish what waits and free the network; a later call would load it again."""
        with self._lock:
            batcher, self._batcher = self._batcher, None
        if batcher is not None:
            batcher.close()

    def _shown(self, class_maps: Floats, condition: str, *, turns: bool) -> tuple[tuple[float, ...], ...]:
        """Make the heat map of an answer, scaled to 0-1."""
        classes = self.bundle.classes
        against = self._heat_map.against
        found = evidence(
            class_maps,
            classes.index(condition),
            classes.index(against) if against in classes else None,
            # The mean over all turns has no corner: what is moved one way in one is moved the other way in another.
            at_corner=self._heat_map.at_corner and not turns,
            spread=self._heat_map.spread,
        )
        return tuple(tuple(float(value) for value in row) for row in found)

    def _stranger(self, answer: Answer) -> Finding | None:
        """Say whether the picture is unlike what the model was trained on; None where it is not, or nobody can tell."""
        if self._outliers is None:
            return None
        score = self._outliers.scores(answer.features[None], answer.logits[None])[0]
        return self._outliers.finding(float(score))

    def _ask(self, square: Squares, *, turns: bool) -> Answer:
        if not turns:
            return self._running().ask([square])[0]
        answers = self._running().ask(all_turns(square))
        # The logits are the means of the class maps plus the bias, so the mean of both is one consistent answer.
        return Answer(
            logits=np.mean([answer.logits for answer in answers], axis=0),
            class_maps=np.mean(laid_back([answer.class_maps for answer in answers]), axis=0),
            features=np.mean([answer.features for answer in answers], axis=0),
        )

    def _running(self) -> Batcher[Squares, Answer]:
        batcher = self._batcher
        if batcher is None:
            with self._lock:
                batcher = self._batcher
                if batcher is None:
                    batcher = self._batcher = self._load()
        return batcher

    def _load(self) -> Batcher[Squares, Answer]:
        engine = Engine(self.bundle, threads=self._threads)

        def run(squares: list[Squares]) -> list[Answer]:
            found = engine.run(np.stack(squares))
            return [Answer(*numbers) for numbers in zip(found.logits, found.class_maps, found.features, strict=True)]

        return Batcher(run, capacity=self._queue, patience=self._patience)

    def _forget(self) -> None:
        """Drop what does not survive a fork: the parent's thread and lock; the child loads its own."""
        self._lock = threading.Lock()
        self._batcher = None


def _unassessable(stops: list[Finding]) -> Unassessable:
    return Unassessable(
        " ".join(finding.message for finding in stops),
        code=stops[0].code if len(stops) == 1 else None,
        details=[{"field": "image", "code": finding.code, "message": finding.message} for finding in stops],
    )
