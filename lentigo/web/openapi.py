"""The OpenAPI 3.1 document, and the address of the page on which a person reads it."""

from typing import Any

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
        {"name": "Reviews", "description": "A doctor's word on what patients gave for review."},
        {"name": "Oversight", "description": "What administrators read of others, where a setting lets them."},
        {"name": "Privacy", "description": "Consent, a copy of the own data, and erasure."},
        {"name": "Knowledge", "description": "Conditions and the model."},
        {"name": "Service", "description": "Health and figures of the running service."},
    ]

    app.spec_processor(lambda document: _say_what_addresses_hold(_demand_bodies(document)))

    @app.get("/docs")
    @public
    @app.doc(hide=True)
    def docs() -> Response:
        return redirect("/app/api-docs/index.html", 302)


def _demand_bodies(document: Any) -> Any:
    """Say of each body whose schema demands a field that it must be there; APIFlask leaves that open."""
    schemas = document.get("components", {}).get("schemas", {})
    for operations in document.get("paths", {}).values():
        for operation in operations.values():
            body: dict[str, Any] = operation.get("requestBody", {}) if isinstance(operation, dict) else {}
            for content in body.get("content", {}).values():
                schema = content.get("schema", {})
                schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
                if schema.get("required"):
                    body["required"] = True
    return document


def _say_what_addresses_hold(document: Any) -> Any:
    """Say of each e-mail address in a path that it holds an at sign; APIFlask knows texts and numbers only."""
    for operations in document.get("paths", {}).values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()) if isinstance(operation, dict) else ():
                if parameter.get("in") == "path" and parameter["name"] == "email":
                    parameter["schema"]["pattern"] = "@"
    return document
