"""
The table of the control plane: what each operation of ``openapi/admin.yaml`` does.

One more operation is a path in the contract, a function of ``(desk, request)``, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.admin import (
    clocks,
    explaining,
    faults,
    history,
    insights,
    ledger,
    limits,
    overview,
    requests,
    seeds,
    snapshots,
    state,
    tenants,
)
from mockserver.admin.desk import AdminOperation

OPERATIONS: Mapping[str, AdminOperation] = {
    "health": overview.health,
    "listRoutes": overview.list_routes,
    "reset": overview.reset,
    "listTenants": tenants.list_tenants,
    "createTenant": tenants.create_tenant,
    "deleteTenants": tenants.delete_tenants,
    "listSeeds": seeds.list_seeds,
    "plantSeed": seeds.plant_seed,
    "getState": state.get_state,
    "setState": state.set_state,
    "clearState": state.clear_state,
    "getCollection": state.get_collection,
    "setCollection": state.set_collection,
    "clearCollection": state.clear_collection,
    "getRecord": state.get_record,
    "setRecord": state.set_record,
    "deleteRecord": state.delete_record,
    "getHistory": history.get_history,
    "exportState": state.export_state,
    "importState": state.import_state,
    "listSnapshots": snapshots.list_snapshots,
    "saveSnapshot": snapshots.save_snapshot,
    "deleteSnapshot": snapshots.delete_snapshot,
    "restoreSnapshot": snapshots.restore_snapshot,
    "diffSnapshot": snapshots.diff_snapshot,
    "getClock": clocks.get_clock,
    "setClock": clocks.set_clock,
    "restoreClock": clocks.restore_clock,
    "advanceClock": clocks.advance_clock,
    "settleClock": clocks.settle_clock,
    "getLimits": limits.get_limits,
    "clearLimits": limits.clear_limits,
    "getOperationLimits": limits.get_limits,
    "setOperationLimits": limits.set_limits,
    "clearOperationLimits": limits.clear_limits,
    "getFaults": faults.get_faults,
    "replaceFaults": faults.replace_faults,
    "appendFaults": faults.append_faults,
    "clearFaults": faults.clear_faults,
    "deleteFault": faults.delete_fault,
    "listRequests": requests.list_requests,
    "clearRequests": requests.clear_requests,
    "getRequest": requests.get_request,
    "findRequests": requests.find_requests,
    "countRequests": requests.count_requests,
    "verifyRequests": requests.verify_requests,
    "explain": explaining.explain,
    "listKeys": ledger.list_keys,
    "clearKeys": ledger.clear_keys,
    "clearKey": ledger.clear_key,
    "listInsights": insights.list_insights,
    "getInsight": insights.get_insight,
}
