"""The OpenAPI 3.1 document, and the address of the page on which a person reads it."""

from apiflask import APIFlask
from flask import redirect
from werkzeug.wrappers import Response

from lentigo import DISCLAIMER
from lentigo.accounts.permissions import public


def init_openapi(app: APIFlask) -> None:
    """Describe the service; the operations describe themselves through their schemas."""
    app.config["INFO"] = {
        "description": f"Skin-lesion assessment on your own machines. {DISCLAIMER}",
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    app.config["AUTO_SERVERS"] = False
    app.config["AUTO_OPERATION_ID"] = True
    app.security_schemes = {"Bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    app.config["TAGS"] = [
        {"name": "Sign-in", "description": "Registration, tokens, and the own account."},
        {"name": "People", "description": "Users and doctors, for administrators."},
        {"name": "Assessments", "description": "Pictures, their assessment, report and history."},
        {"name": "Privacy", "description": "Consent, a copy of the own data, and erasure."},
        {"name": "Knowledge", "description": "Conditions and the model."},
        {"name": "Service", "description": "Health and figures of the running service."},
    ]

    @app.get("/docs")
    @public
    @app.doc(hide=True)
    def docs() -> Response:
        return redirect("/app/api-docs/index.html", 302)
