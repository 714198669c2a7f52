"""
The table of the control plane: what each operation of ``openapi/admin.yaml`` does.

One more operation is a path in the contract, a function of ``(context, request)``, and a line here.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.admin.context import AdminOperation
from mockserver.admin.operations import (
    clock_control,
    explanation,
    fault_control,
    idempotency_keys,
    insights,
    limit_control,
    overview,
    record_history,
    request_queries,
    seed_control,
    snapshots,
    state_control,
    tenant_control,
)

OPERATIONS: Mapping[str, AdminOperation] = {
    "health": overview.health,
    "listRoutes": overview.list_routes,
    "reset": overview.reset,
    "listTenants": tenant_control.list_tenants,
    "createTenant": tenant_control.create_tenant,
    "deleteTenants": tenant_control.delete_tenants,
    "listSeeds": seed_control.list_seeds,
    "plantSeed": seed_control.plant_seed,
    "getState": state_control.get_state,
    "setState": state_control.set_state,
    "clearState": state_control.clear_state,
    "getCollection": state_control.get_collection,
    "setCollection": state_control.set_collection,
    "clearCollection": state_control.clear_collection,
    "getRecord": state_control.get_record,
    "setRecord": state_control.set_record,
    "deleteRecord": state_control.delete_record,
    "getHistory": record_history.get_history,
    "exportState": state_control.export_state,
    "importState": state_control.import_state,
    "listSnapshots": snapshots.list_snapshots,
    "saveSnapshot": snapshots.save_snapshot,
    "deleteSnapshot": snapshots.delete_snapshot,
    "restoreSnapshot": snapshots.restore_snapshot,
    "diffSnapshot": snapshots.diff_snapshot,
    "getClock": clock_control.get_clock,
    "setClock": clock_control.set_clock,
    "restoreClock": clock_control.restore_clock,
    "advanceClock": clock_control.advance_clock,
    "settleClock": clock_control.settle_clock,
    "getLimits": limit_control.get_limits,
    "clearLimits": limit_control.clear_limits,
    "getOperationLimits": limit_control.get_limits,
    "setOperationLimits": limit_control.set_limits,
    "clearOperationLimits": limit_control.clear_limits,
    "getFaults": fault_control.get_faults,
    "replaceFaults": fault_control.replace_faults,
    "appendFaults": fault_control.append_faults,
    "clearFaults": fault_control.clear_faults,
    "deleteFault": fault_control.delete_fault,
    "listRequests": request_queries.list_requests,
    "clearRequests": request_queries.clear_requests,
    "getRequest": request_queries.get_request,
    "findRequests": request_queries.find_requests,
    "countRequests": request_queries.count_requests,
    "verifyRequests": request_queries.verify_requests,
    "explain": explanation.explain,
    "listKeys": idempotency_keys.list_keys,
    "clearKeys": idempotency_keys.clear_keys,
    "clearKey": idempotency_keys.clear_key,
    "listInsights": insights.list_insights,
    "getInsight": insights.get_insight,
}
