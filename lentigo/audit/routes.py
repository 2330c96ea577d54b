"""The audit, for administrators."""

from apiflask import APIBlueprint

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.audit.schemas import AuditLine, AuditPage, AuditQuery
from lentigo.parts import parts
from lentigo.web.requests import where

blueprint = APIBlueprint("audit", __name__, tag="Service")


@blueprint.get("/audit")
@requires(Right.READ_AUDIT)
@blueprint.input(AuditQuery, location="query")
@blueprint.output(AuditPage)
def search(query_data: AuditQuery) -> AuditPage:
    """Search who did what, newest first."""
    audit = parts().audit
    page = audit.find(**query_data.model_dump())
    audit.record(who=caller().id, what="audit.searched", where=where(), detail={"count": len(page.records)})
    lines = [AuditLine(_id=line["id"], **{name: line[name] for name in _TOLD}) for line in page.records]
    return AuditPage(lines=lines, next=page.next)


_TOLD = ("who", "what", "record", "when", "where", "detail")
