"""The WSGI application for any WSGI server (`app:app`), and `python app.py`."""

from lentigo.web.server import application as app  # noqa: F401

if __name__ == "__main__":
    from lentigo.cli import main

    main(["serve"])
