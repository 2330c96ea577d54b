"""The ways by which a picture reaches the page."""

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.visitor import DESK, PHONE


def test_a_picture_can_be_dropped_and_pasted(visit: Visit, somebody: str) -> None:
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    for event, target in (("drop", "lentigo-picture-chooser"), ("drop", "footer"), ("paste", "body")):
        carried = visitor.page.evaluate_handle(
            """async () => {
                const canvas = new OffscreenCanvas(80, 80);
                canvas.getContext('2d').fillRect(0, 0, 40, 40);
                const data = new DataTransfer();
                const blob = await canvas.convertToBlob();
                data.items.add(new File([blob], 'carried.png', { type: 'image/png' }));
                return data;
            }"""
        )
        visitor.page.evaluate(
            """([event, target, data]) => document.querySelector(target).dispatchEvent(
                event === 'drop'
                    ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
                    : new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))""",
            [event, target, carried],
        )
        visitor.sees("carried.png")
        visitor.press("Choose another")


def test_a_picture_can_be_taken_with_the_computers_camera(visit: Visit, somebody: str) -> None:
    visitor = visit(DESK, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    visitor.press("Use the camera")
    shutter = visitor.page.get_by_role("button", name="Take the picture", exact=True)
    expect(shutter).to_be_enabled()
    visitor.inspect()
    shutter.click()
    visitor.sees("camera.jpg")
    assert visitor.drawn(visitor.page.get_by_role("img", name="The picture you chose")) > 0


def test_a_telephone_shows_where_the_spot_belongs_and_can_use_its_own_camera(visit: Visit, somebody: str) -> None:
    visitor = visit(PHONE, "sign-in")
    visitor.sign_in(somebody)
    visitor.at("Assess a picture")
    visitor.press("Use the camera")
    visitor.sees("Bring the spot into the circle")
    circle = visitor.page.locator("lentigo-camera-dialog .circle").bounding_box()
    film = visitor.page.locator("lentigo-camera-dialog video").bounding_box()
    assert circle is not None
    assert film is not None
    assert abs(circle["width"] - circle["height"]) < 1
    assert film["x"] < circle["x"] < film["x"] + film["width"] / 2
    visitor.inspect()
    with visitor.page.expect_file_chooser() as chooser:
        visitor.press("Use the camera app")
    assert chooser.value.element.get_attribute("capture") == "environment"
