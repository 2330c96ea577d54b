"""The audit, for administrators."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.audit.lines import number_of
from lentigo.audit.schemas import AuditFilter, AuditLine, AuditPage, AuditQuery
from lentigo.audit.written import written
from lentigo.parts import parts
from lentigo.web.requests import where

blueprint = APIBlueprint("audit", __name__, tag="Service")

_JSON_LINES: Any = {200: {"description": "JSON Lines", "content": {"application/jsonl": {}}}}
"""APIFlask takes it, but its annotations ask for integers and texts as keys in one."""


@blueprint.get("/audit")
@requires(Right.READ_AUDIT)
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditPage)
def search(query_data: AuditQuery) -> AuditPage:
    """Search who did what, newest first."""
    audit = parts().audit
    page = audit.find(**query_data.model_dump())
    audit.record(who=caller().id, what="audit.searched", where=where(), detail={"count": len(page.records)})
    lines = [
        AuditLine(_id=line["id"], number=number_of(line["id"]), **{name: line[name] for name in _TOLD})
        for line in page.records
    ]
    return AuditPage(lines=lines, next=page.next)


@blueprint.get("/audit/export")
@requires(Right.READ_AUDIT)
@blueprint.input(AuditFilter, location="query")
@blueprint.doc(responses=_JSON_LINES)
def export(query_data: AuditFilter) -> Response:
    """Download lines, oldest first: one JSON object a line, complete with the codes of the chain."""
    audit = parts().audit
    audit.record(who=caller().id, what="audit.exported", where=where())
    response = Response(written(audit.lines(**query_data.model_dump())), mimetype="application/jsonl")
    name = f"lentigo-audit-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.jsonl"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


_TOLD = ("who", "what", "record", "when", "where", "detail")
