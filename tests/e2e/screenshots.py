"""Takes the pictures that the documents show: ``python -m tests.e2e.screenshots`` writes docs/screenshots."""

import io
import shutil
import tempfile
import unicodedata
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from lentigo.kinds import KINDS
from lentigo.settings import Settings
from lentigo.storage import open_records
from lentigo.submissions.store import SUBMISSION, SubmissionStore
from tests.e2e import page_build
from tests.e2e.spots import make_older
from tests.e2e.visitor import DESK, FLAGS, PASSWORD, PHONE, Screen, Visitor
from tests.server import ADMIN, SECRET, Person, Server

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "screenshots"
PICTURES = ROOT / "tests" / "pictures"
HISTORY = ("dermoscopy-melanoma.jpg", "dermoscopy-pigmented-benign-keratosis.jpg", "photo-actinic-keratosis.jpg")
SHOWN = "dermoscopy-melanocytic-nevus.jpg"
OTHERS = ("Amir Haddad", "Chloé Martin", "Grace Okafor", "Mei Lin", "Noor Rahman", "Piotr Zieliński")
NEW = ("Jonas Weber", "Lucía Ortega")
ARABIC = "هدى منصور"
_EACH = 4
_JUDGED = 9
_GAP = 24
_BEHIND = "#8b9a99"


def main() -> None:
    """Start a server with a few people and thirty cases, and photograph what they see."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    page_build.module().build()
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, sync_playwright() as playwright:
        _fill(server)
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        _result(browser, server)
        _telephone(browser, server)
        _people(browser, server)
        _patient(browser, server)
        _reviews(browser, server)
        _spot(browser, server)
        _dashboard(browser, server)
        _arabic(browser, server)
        browser.close()


def _fill(server: Server) -> None:
    """Let people of a made-up clinic register, send pictures, and be answered."""
    cases: dict[int, str] = {}
    names = sorted(path.name for path in PICTURES.glob("*.jpg"))
    for turn, name in enumerate(OTHERS):
        patient = server.user(_address(name), name=name)
        for step in range(_EACH):
            picture = names[(turn + 2 * step) % len(names)]
            cases[_send(patient, picture)] = picture
    ada = server.user("ada@home.example", name="Ada Sommer")
    for picture in HISTORY:
        cases[_send(ada, picture)] = picture
    _spread(server)
    grey = server.user("grey@clinic.example", role="doctor", name="Dr Meredith Grey")
    judged = list(cases)[:: len(cases) // _JUDGED]
    # And Ada's first.
    for number in sorted({*judged, list(cases)[-len(HISTORY)]}):
        _judge(grey, number, cases[number])
    for name in NEW:
        body = {"name": name, "email": _address(name), "password": PASSWORD}
        server.visitor().post("/register", json=body, expect=201)


def _address(name: str) -> str:
    first = unicodedata.normalize("NFKD", name.split()[0].lower())
    return first.encode("ascii", "ignore").decode() + "@home.example"


def _send(patient: Person, name: str) -> int:
    """Send one of the pictures; gives the number of the case."""
    data = (PICTURES / name).read_bytes()
    return int(patient.upload(data, force="true", expect=200).json()["id"])


def _judge(doctor: Person, number: int, name: str) -> None:
    """Give the word that the picture's own diagnosis, which stands in its file's name, asks for."""
    case = doctor.get(f"/reviews/{number}", expect=200).json()
    truth = name.removesuffix(".jpg").partition("-")[2].replace("-", " ")
    word = {"decision": "confirmed"} if case["class"] == truth else {"decision": "corrected", "class": truth}
    body = {**word, "note": "Please come in, so that I can look at it.", "version": case["review"]["version"]}
    doctor.post(f"/reviews/{number}", json=body, expect=200)


def _spread(server: Server) -> None:
    """Make what was sent just now look as if it had come in the course of a month."""
    settings = Settings(_env_file=None, data_dir=server.data_dir / "data", jwt_secret_key=SECRET, mongo_uri=None)
    records = open_records(settings, KINDS)
    store = SubmissionStore(records)
    found = sorted(records.find(SUBMISSION, limit=100).records, key=lambda record: record["number"])
    for age, record in enumerate(reversed(found)):
        # Two on a day, one on the day before, none on the third.
        store.put({**record, "created": record["created"] - timedelta(days=age // 3 * 3 + age % 3 // 2)})
    records.close()


def _visitor(browser: Browser, server: Server, screen: Screen) -> Visitor:
    return Visitor(browser, server.url, screen, downloads=TARGET)


def _result(browser: Browser, server: Server) -> None:
    ada = _visitor(browser, server, Screen("desk", 1200, 1240, touch=False))
    ada.sign_in("ada@home.example")
    ada.sees("A good picture")
    ada.assess(PICTURES / SHOWN)
    _save([_shot(ada)], "result.png")


def _telephone(browser: Browser, server: Server) -> None:
    """Choose a picture; the history and a result, in the dark."""
    ada = _visitor(browser, server, PHONE)
    ada.sign_in("ada@home.example")
    ada.sees("A good picture")
    choosing = _shot(ada)
    ada.page.emulate_media(color_scheme="dark")
    ada.follow("History")
    ada.sees("confidence")
    history = _shot(ada)
    ada.page.locator("lentigo-secure-picture").first.click()
    ada.sees("What it resembles most")
    _save([choosing, history, _shot(ada)], "telephone.png")


def _patient(browser: Browser, server: Server) -> None:
    """A registration that waits; a picture that waits for the network; the consents."""
    new = _visitor(browser, server, PHONE)
    new.register("Olga Novak", "olga@home.example")
    new.sees("Your registration awaits approval")
    awaiting = _shot(new)
    ada = _visitor(browser, server, PHONE)
    ada.sign_in("ada@home.example")
    ada.follow("Account")
    ada.page.locator("lentigo-consent-card").first.wait_for()
    ada.page.get_by_role("heading", name="What may be done with your data").evaluate("(one) => one.scrollIntoView()")
    consents = _shot(ada)
    ada.follow("Assess")
    ada.sees("A good picture")
    ada.page.context.set_offline(True)
    ada.choose(PICTURES / SHOWN)
    ada.press("Assess this picture")
    ada.sees("Waits for the network.").evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    _save([awaiting, _shot(ada), consents], "patient.png")


def _arabic(browser: Browser, server: Server) -> None:
    """A result and the history from right to left."""
    body = {"name": ARABIC, "email": "huda@home.example", "password": PASSWORD, "language": "ar"}
    server.visitor().post("/register", json=body, expect=201)
    server.admin().patch("/users/huda@home.example/approve", json={"role": "user"}, expect=200)
    huda = server.visitor().sign_in("huda@home.example", PASSWORD)
    numbers = [_send(huda, name) for name in (*HISTORY, SHOWN)]
    visitor = _visitor(browser, server, PHONE)
    visitor.sign_in("huda@home.example")
    expect(visitor.page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.open("history")
    history = _shot(visitor)
    visitor.open(f"history/{numbers[-1]}")
    visitor.page.locator("lentigo-risk-banner").wait_for()
    result = _shot(visitor)
    visitor.page.locator("#report").evaluate("(one) => one.scrollIntoView()")
    _save([history, result, _shot(visitor)], "arabic.png")


def _reviews(browser: Browser, server: Server) -> None:
    grey = _visitor(browser, server, DESK)
    grey.sign_in("grey@clinic.example")
    grey.sees("Case No.")
    grey.page.locator("lentigo-case-picture img").first.wait_for()
    _save([_shot(grey)], "reviews.png")


def _spot(browser: Browser, server: Server) -> None:
    """A spot that is followed: two of its pictures side by side."""
    lena = server.user("lena@home.example", name="Lena Fischer")
    fields = {"name": "Below the collar", "site": "back", "side": "left"}
    lesion = lena.post("/lesions", json=fields, expect=201).json()["id"]
    numbers = []
    for turn in (12, 5, 0):
        data = io.BytesIO()
        with Image.open(PICTURES / SHOWN) as picture:
            width, height = picture.size
            turned = picture.rotate(turn, Image.Resampling.BICUBIC, expand=False)
            turned.crop((width // 6, height // 6, width * 5 // 6, height * 5 // 6)).save(data, "JPEG", quality=92)
        sent = lena.upload(data.getvalue(), force="true", lesion_id=lesion, expect=200).json()["id"]
        lena.put(f"/submissions/{sent}/review", json={"given": False}, expect=200)
        numbers.append(sent)
    make_older(server, dict(zip(numbers, (91, 28, 0), strict=True)))
    visitor = _visitor(browser, server, Screen("desk", 1200, 1000, touch=False))
    visitor.sign_in("lena@home.example")
    visitor.sees("A good picture")
    visitor.open(f"spots/{lesion}")
    visitor.sees("Time between sending the two pictures")
    _save([_shot(visitor)], "spot.png")


def _people(browser: Browser, server: Server) -> None:
    admin = _visitor(browser, server, Screen("desk", 1200, 800, touch=False))
    admin.sign_in(*ADMIN)
    admin.sees("Waits for approval")
    _save([_shot(admin)], "people.png")


def _dashboard(browser: Browser, server: Server) -> None:
    admin = _visitor(browser, server, Screen("desk", 1200, 800, touch=False))
    admin.sign_in(*ADMIN)
    admin.follow("Dashboard")
    admin.sees("Everything answers.")
    _save([_shot(admin, whole=True)], "dashboard.png")


def _shot(visitor: Visitor, *, whole: bool = False) -> Image.Image:
    expect(visitor.page.locator("lentigo-loading")).to_have_count(0)
    for picture in visitor.page.locator("lentigo-secure-picture img").all():
        visitor.drawn(picture)
    visitor.page.mouse.move(0, 0)
    visitor.page.wait_for_timeout(500)
    return Image.open(io.BytesIO(visitor.page.screenshot(full_page=whole)))


def _save(shots: list[Image.Image], name: str) -> None:
    width = sum(shot.width for shot in shots) + _GAP * (len(shots) + 1)
    height = max(shot.height for shot in shots) + 2 * _GAP
    sheet = Image.new("RGB", (width, height), _BEHIND)
    left = _GAP
    for shot in shots:
        sheet.paste(shot, (left, _GAP))
        left += shot.width + _GAP
    # 256 colours are plenty for a page and a third of the bytes; Pillow dithers only towards a palette that is given.
    palette = sheet.quantize(256, method=Image.Quantize.MEDIANCUT)
    sheet.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(TARGET / name, optimize=True)


if __name__ == "__main__":
    main()
