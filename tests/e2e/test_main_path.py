"""From the registration to the result and away again, as a patient walks it."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE, Screen
from tests.server import ADMIN

PICTURE = Path(__file__).parents[1] / "pictures" / "dermoscopy-melanoma.jpg"
WIDTH = Image.open(PICTURE).width


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=lambda screen: screen.name)
def test_a_patient_registers_is_approved_and_gets_a_result(visit: Visit, screen: Screen) -> None:
    email = f"main.path.{screen.name}@home.example"  # others on this server end in their screen too

    patient = visit(screen)
    patient.at("Sign in")
    patient.follow("Register")
    patient.at("Register")
    patient.register("Ada Patient", email)
    patient.at("Your registration awaits approval")

    admin = visit(screen)
    admin.sign_in(*ADMIN)
    admin.at("People")
    admin.sees(email)
    admin.inspect()
    admin.page.locator("lentigo-person-row", has_text=email).get_by_role("button", name="Approve").click()
    admin.sees("Ada Patient is approved.")
    admin.inspect()

    patient.sign_in(email)
    patient.at("Assess a picture")
    patient.choose(PICTURE)
    preview = patient.page.get_by_role("img", name="The picture you chose")
    assert patient.drawn(preview) > 0
    patient.inspect()
    patient.press("Assess this picture")
    expect(patient.page.get_by_role("heading", level=1, name="Result", exact=True)).to_be_visible(timeout=60_000)

    banner = patient.page.locator("lentigo-risk-banner")
    expect(banner).to_contain_text("risk", ignore_case=True)
    expect(patient.page.locator("lentigo-probability-bars li")).not_to_have_count(0)
    assert patient.drawn(patient.page.get_by_role("img", name="The picture that was assessed")) == WIDTH
    heat_map = patient.page.get_by_role("img", name="Heat map")
    assert patient.drawn(heat_map) > 0
    patient.inspect()
    # In one column the report is read after what there is to press; on a desk it stands under the picture, and what
    # there is to press beside both.
    resembles, report, review = (
        patient.page.locator(f"section[aria-labelledby={name}]").bounding_box()
        for name in ("resembles", "report", "review")
    )
    assert resembles
    assert report
    assert review
    assert report["x"] == resembles["x"]
    if screen.touch:
        assert report["y"] > review["y"] > resembles["y"]
    else:
        assert review["x"] > report["x"] + report["width"]
        assert review["y"] < report["y"]
    # What to do takes the width that there is.
    step, tier = (banner.locator(one).bounding_box() for one in (".step", ".tier"))
    assert step
    assert tier
    assert step["width"] == tier["width"]

    slider = patient.page.get_by_role("slider", name="Heat map")
    slider.focus()
    slider.press("Home")
    expect(patient.page.locator("lentigo-secure-picture.heat-map")).to_have_css("opacity", "0")
    slider.press("End")
    expect(patient.page.locator("lentigo-secure-picture.heat-map")).to_have_css("opacity", "1")

    with patient.page.expect_download(timeout=60_000) as download:
        patient.press("Download as PDF")
    paper = patient.downloads / "report.pdf"
    download.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF")

    # A page load has no token: the session comes back by the cookie.
    patient.page.reload()
    expect(banner).to_be_visible()

    patient.page.get_by_role("navigation").get_by_role("link", name="History").click()
    patient.at("History")
    thumbnail = patient.page.locator("lentigo-secure-picture img")
    expect(thumbnail).to_have_count(1)
    assert patient.drawn(thumbnail) > 0
    patient.inspect()
    patient.page.get_by_role("button", name="Delete No.").click()
    patient.sees("was deleted")
    patient.inspect()
    patient.press("Undo")
    expect(thumbnail).to_have_count(1)
    patient.page.get_by_role("button", name="Delete No.").click()
    patient.sees("Nothing here yet.")
    patient.inspect()

    patient.follow("Account")
    patient.at("Account")
    patient.press("Sign out")
    patient.at("Sign in")
    patient.open("history")
    patient.at("Sign in")
