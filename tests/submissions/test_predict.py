"""The main job over HTTP: a picture goes in, an assessment and a report come out and are kept."""

import io
import re

import pytest
from PIL import Image

from lentigo.conditions import slugs
from tests.conftest import PICTURES
from tests.server import Person, Server

SLOTS = {"overview", "importance_of_early_detection", "recommendation", "confidence_explanation"}


def as_bytes(picture: Image.Image, form: str = "PNG") -> bytes:
    """Write a picture into memory."""
    buffer = io.BytesIO()
    picture.save(buffer, form)
    return buffer.getvalue()


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.jpg")), ids=lambda path: path.stem)
def test_a_real_picture_is_answered_as_the_contract_says(patient: Person, path: object) -> None:
    answer = patient.upload(path.read_bytes(), expect=200).json()  # type: ignore[attr-defined]

    assert isinstance(answer["id"], int)
    assert isinstance(answer["_id"], str)
    assert answer["user_email"] == patient.email
    assert answer["class"] in slugs()
    assert answer["class"] == max(answer["probabilities"], key=answer["probabilities"].get)
    assert answer["confidence"] == answer["probabilities"][answer["class"]]
    assert sum(answer["probabilities"].values()) == pytest.approx(100, abs=0.1)
    assert set(answer["report"]) == SLOTS
    assert all(text.strip() for text in answer["report"].values())
    assert answer["report"]["recommendation"].startswith(answer["next_step"])
    assert answer["report_source"] == "template"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", answer["time"])
    assert "not a medical device" in answer["disclaimer"]


def test_ids_rise_and_the_history_is_newest_first_as_predict_answered(server: Server, melanoma: bytes) -> None:
    person = server.user("history@home.example")
    answers = [person.upload(melanoma, expect=200).json() for _ in range(3)]

    listed = person.get("/submissions", expect=200).json()

    assert [one["id"] for one in listed] == sorted((one["id"] for one in answers), reverse=True)
    volatile = {"image_url", "heatmap_url", "thumbnail_url"}
    assert [{k: v for k, v in one.items() if k not in volatile} for one in listed] == [
        {k: v for k, v in one.items() if k not in volatile} for one in reversed(answers)
    ]
    assert [one["id"] for one in person.get("/submissions?limit=1", expect=200).json()] == [answers[2]["id"]]
    older = person.get(f"/submissions?before={answers[2]['id']}&limit=1", expect=200).json()
    assert [one["id"] for one in older] == [answers[1]["id"]]


def test_pictures_open_with_the_token_or_with_a_signature_and_not_otherwise(
    server: Server, patient: Person, melanoma: bytes
) -> None:
    answer = patient.upload(melanoma, expect=200).json()
    visitor = server.visitor()
    for what, media_type in (("image", "image/jpeg"), ("heatmap", "image/png"), ("thumbnail", "image/jpeg")):
        bare = f"/submissions/{answer['id']}/{what}"
        with_token = patient.get(bare, expect=200)
        signed = visitor.get(answer[f"{what}_url"], expect=200)
        assert with_token.content == signed.content
        assert with_token.headers["content-type"] == media_type
        assert with_token.headers["cache-control"] == "private, no-store"
        assert signed.headers["cache-control"] == "private, no-store"
        visitor.get(bare, expect=401)

    other = patient.upload(melanoma, expect=200).json()
    query = answer["image_url"].split("?")[1]
    visitor.get(f"/submissions/{other['id']}/image?{query}", expect=404)
    visitor.get(f"/submissions/{answer['id']}/heatmap?{query}", expect=404)
    late = re.sub(r"expires=\d+", "expires=99999999999", answer["image_url"])
    visitor.get(late, expect=404)


def test_the_kept_picture_is_the_sent_one_without_its_metadata(patient: Person) -> None:
    picture = Image.open(PICTURES / "dermoscopy-melanoma.jpg")
    exif = Image.Exif()
    exif[0x010F] = "A maker's name"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, exif=exif)
    answer = patient.upload(buffer.getvalue(), expect=200).json()

    kept = patient.get(f"/submissions/{answer['id']}/image", expect=200).content

    assert b"A maker's name" in buffer.getvalue()
    assert b"A maker's name" not in kept
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(buffer).tobytes()


def test_the_heat_map_has_the_shape_of_the_whole_picture(patient: Person) -> None:
    wide = Image.open(PICTURES / "dermoscopy-melanoma.jpg").resize((600, 600)).crop((0, 150, 600, 450))
    answer = patient.upload(as_bytes(wide), expect=200).json()
    drawn = Image.open(io.BytesIO(patient.get(f"/submissions/{answer['id']}/heatmap", expect=200).content))

    heat = drawn.convert("RGBA")
    assert heat.width / heat.height == pytest.approx(2, abs=0.02)
    assert heat.getpixel((2, heat.height // 2))[3] == 0, "outside the square that was judged there is no heat"


def test_the_report_comes_as_a_pdf_with_result_text_and_pictures(patient: Person, melanoma: bytes) -> None:
    from pypdf import PdfReader

    answer = patient.upload(melanoma, expect=200).json()
    paper = patient.get(f"/submissions/{answer['id']}/report.pdf", expect=200)
    assert paper.headers["content-type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(paper.content))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages).lower()
    assert answer["class"] in text
    assert "not a medical device" in text
    assert sum(len(page.images) for page in reader.pages) >= 2


def test_deleting_a_submission_takes_its_pictures_along(server: Server, melanoma: bytes) -> None:
    person = server.user("deleting@home.example")
    count = len(server.kept_pictures())
    first, second = (person.upload(melanoma, expect=200).json() for _ in range(2))

    person.delete(f"/submissions/{first['id']}", expect=200)
    person.delete(f"/submissions/{second['_id']}", expect=200)

    assert person.get("/submissions", expect=200).json() == []
    person.get(f"/submissions/{first['id']}", expect=404)
    person.delete(f"/submissions/{first['id']}", expect=404)
    server.visitor().get(second["image_url"], expect=404)
    assert len(server.kept_pictures()) == count


def test_another_persons_submission_does_not_exist(server: Server, patient: Person, melanoma: bytes) -> None:
    answer = patient.upload(melanoma, expect=200).json()
    stranger = server.user("stranger@home.example")
    doctor = server.user("doctor@clinic.example", role="doctor")
    for person in (stranger, doctor, server.admin()):
        for reference in (answer["id"], answer["_id"]):
            person.delete(f"/submissions/{reference}", expect=404)
            for path in ("", "/image", "/heatmap", "/thumbnail", "/report.pdf"):
                person.get(f"/submissions/{reference}{path}", expect=404)
            person.post("/generate_report", json={"submission_id": reference}, expect=404)
    patient.get(f"/submissions/{answer['id']}", expect=200)


def test_deleting_an_account_erases_its_submissions_and_pictures(server: Server, melanoma: bytes) -> None:
    person = server.user("leaving@home.example")
    count = len(server.kept_pictures())
    answer = person.upload(melanoma, expect=200).json()

    server.admin().delete("/users/Leaving@Home.example", expect=200)

    person.get("/submissions", expect=401)
    server.visitor().get(answer["image_url"], expect=404)
    assert len(server.kept_pictures()) == count


def test_generate_report_answers_for_a_submission_and_for_a_bare_class(patient: Person, melanoma: bytes) -> None:
    answer = patient.upload(melanoma, expect=200).json()
    about = patient.post("/generate_report", json={"submission_id": answer["id"]}, expect=200).json()
    assert about == {"report": answer["report"], "source": "template"}
    bare = patient.post("/generate_report", json={"class": "melanoma", "confidence": 87.31}, expect=200).json()
    assert set(bare["report"]) == SLOTS


BAD_UPLOADS = [
    ("nothing at all", b"", 415, None),
    ("text", b"this is no picture", 415, "not_a_picture"),
    ("a truncated JPEG", (PICTURES / "dermoscopy-melanoma.jpg").read_bytes()[:3000], 415, None),
    ("a GIF", as_bytes(Image.new("RGB", (100, 100)), "GIF"), 415, None),
    ("63 pixels high", as_bytes(Image.new("RGB", (200, 63), (200, 150, 130))), 422, None),
    ("51 megapixels", as_bytes(Image.new("1", (7200, 7100))), 413, None),
    ("21 megabytes", b"\xff\xd8\xff" + bytes(21_000_000), 413, None),
]


@pytest.mark.parametrize(("what", "data", "status", "code"), BAD_UPLOADS, ids=[row[0] for row in BAD_UPLOADS])
def test_a_bad_upload_is_refused_in_words_and_nothing_is_kept(
    server: Server, patient: Person, what: str, data: bytes, status: int, code: str | None
) -> None:
    before = len(patient.get("/submissions", expect=200).json())
    refusal = patient.upload(data, name="spot.jpg", expect=status).json()
    assert refusal["error"] == refusal["message"]
    assert refusal["message"].endswith((".", "!"))
    assert refusal["request_id"]
    assert code is None or refusal["code"] == code
    assert len(patient.get("/submissions", expect=200).json()) == before


def test_a_form_without_a_picture_is_told_what_was_expected(patient: Person) -> None:
    for sent in ({"data": {"force": "true"}}, {"files": {"picture": ("a.jpg", b"x")}}, {"json": {}}, {}):
        refusal = patient.post("/predict", expect=400, **sent).json()  # type: ignore[arg-type]
        assert "image" in refusal["message"]


def test_no_token_is_refused_before_the_picture_is_read(server: Server) -> None:
    assert server.visitor().upload(b"not even a picture").status_code == 401
