"""HTTP for the dashboard: parse, authorise, call, answer."""

from typing import Any

from apiflask import APIBlueprint

from lentigo.accounts.permissions import Right, caller, requires
from lentigo.dashboard.schemas import DashboardAnswer, DashboardQuery
from lentigo.parts import parts
from lentigo.web.health import part_states
from lentigo.web.requests import where

blueprint = APIBlueprint("dashboard", __name__, tag="Service")


@blueprint.get("/dashboard")
@requires(Right.OPERATE)
@blueprint.input(DashboardQuery, location="query")
@blueprint.output(DashboardAnswer)
def dashboard(query_data: DashboardQuery) -> dict[str, Any]:
    """Show use, agreement of doctors and machine, people, model and health at one glance."""
    ours = parts()
    shown = ours.dashboard.show(caller=caller(), days=query_data.days, model=ours.model.told(), where=where())
    states = part_states()
    status = "ready" if all(state.ready for state in states.values()) else "not ready"
    return {**shown, "service": {**ours.dashboard.service(), "status": status, "parts": states}}
