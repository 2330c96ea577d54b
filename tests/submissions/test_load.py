"""Many at once: every answer is right, and what cannot be carried is refused at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.conftest import PICTURES
from tests.server import Server


def test_uploads_at_the_same_moment_get_the_answer_of_their_own_picture(server: Server) -> None:
    person = server.user("many@home.example")
    pictures = {path.name: path.read_bytes() for path in PICTURES.glob("*.jpg")}
    alone = {name: person.upload(data, expect=200).json()["probabilities"] for name, data in pictures.items()}
    names = [name for name in pictures for _ in range(6)]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda name: person.upload(pictures[name], expect=200).json(), names))

    assert len({answer["id"] for answer in answers}) == len(names)
    for name, answer in zip(names, answers, strict=True):
        for condition, probability in answer["probabilities"].items():
            # int8 sums may be ordered otherwise in a batch of another size; never by half a per cent.
            assert abs(probability - alone[name][condition]) < 0.5, f"{name} got another picture's answer"


def test_a_full_queue_answers_503_with_retry_after_and_keeps_nothing_half(tmp_path: Path, melanoma: bytes) -> None:
    with Server(tmp_path, {"LENTIGO_QUEUE": "1", "LENTIGO_THREADS": "16"}) as server:
        person = server.user("patient@home.example")
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: person.upload(melanoma), range(120)))
        served = [answer for answer in answers if answer.status_code == 200]
        refused = [answer for answer in answers if answer.status_code == 503]
        assert len(served) + len(refused) == 120
        assert served
        assert refused
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
        assert all(answer.json()["code"] for answer in refused)
        assert len(person.get("/submissions", expect=200).json()) == len(served)
        assert len(server.kept_pictures()) == 2 * len(served), (
            "a picture and a thumbnail for each kept submission, nothing else"
        )


def test_a_picture_that_is_assessed_while_its_account_is_erased_is_not_kept(tmp_path: Path, melanoma: bytes) -> None:
    with Server(tmp_path) as server:
        people = [server.user(f"leaving{number}@home.example") for number in range(6)]
        admin = server.admin()
        with ThreadPoolExecutor(12) as pool:
            uploads = [pool.submit(person.upload, melanoma) for person in people for _ in range(4)]
            erasures = [pool.submit(admin.delete, f"/users/{person.email}") for person in people]
            assert {erasure.result().status_code for erasure in erasures} == {200}
            assert {upload.result().status_code for upload in uploads} <= {200, 401}
        assert server.kept_pictures() == []
