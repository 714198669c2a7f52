"""
What the sandbox serves about itself: an index, the contracts, and Swagger UI.

Swagger UI 5 comes from a package that carries its files; the one that Connexion brings is too
old to read OpenAPI 3.1.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import flask

from mockserver.contract import Contract
from mockserver.core.record import JsonObject
from mockserver.json_text import dump
from mockserver.requests.service import SandboxService

ASSETS = {
    "swagger-ui.css": "css/swagger-ui.css",
    "swagger-ui-bundle.js": "js/swagger-ui-bundle.js",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} · sandbox</title>
<link rel="stylesheet" href="/__ui/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="contract"></div>
<script src="/__ui/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({{url: "openapi.json", dom_id: "#contract", deepLinking: true}});
</script>
</body>
</html>
"""


def add_pages(app: Any, sandbox: SandboxService, admin: Contract) -> None:
    """Add the index, the contracts and their pages to a Connexion application."""
    app.add_url_rule("/", "index", lambda: json_response(index(sandbox)))
    app.add_url_rule("/__ui/<name>", "asset", asset)
    served = [(name, v.provider.title, v.contract) for name, v in sandbox.vendors.items()]
    for name, title, contract in [*served, ("__admin", "Control plane", admin)]:
        app.add_url_rule(f"/{name}/openapi.json", f"{name}-contract", contract_view(contract, name))
        app.add_url_rule(f"/{name}/ui", f"{name}-ui-bare", lambda: flask.redirect("ui/"))
        app.add_url_rule(f"/{name}/ui/", f"{name}-ui", page_view(title, name))


def index(sandbox: SandboxService) -> JsonObject:
    """What is served here."""
    host = flask.request.host_url.rstrip("/")
    return {
        "vendors": {
            name: {
                "title": vendor.provider.title,
                "url": f"{host}/{name}",
                "contract": f"{host}/{name}/openapi.json",
                "page": f"{host}/{name}/ui/",
            }
            for name, vendor in sandbox.vendors.items()
        },
        "admin": f"{host}/__admin",
    }


def contract_view(contract: Contract, mount: str) -> Any:
    """The view of a contract, its servers replaced by this one."""

    def view() -> flask.Response:
        document = contract.document
        here = {"url": f"{flask.request.host_url}{mount}", "description": "this sandbox"}
        return json_response({**document, "servers": [here, *document.get("servers", ())]})

    return view


def page_view(title: str, mount: str) -> Any:
    """The view of Swagger UI for one contract."""
    page = PAGE.format(title=title).replace('"openapi.json"', f'"/{mount}/openapi.json"')
    return lambda: flask.Response(page, mimetype="text/html")


def asset(name: str) -> flask.Response:
    """One file of Swagger UI."""
    spec = find_spec("flask_openapi3_swagger")
    if name not in ASSETS or spec is None or not spec.submodule_search_locations:
        flask.abort(404)
    folder = Path(spec.submodule_search_locations[0]) / "templates" / "swagger"
    return flask.send_from_directory(folder, ASSETS[name], max_age=86400)


def json_response(body: JsonObject) -> flask.Response:
    """A JSON answer of our own."""
    return flask.Response(dump(body), mimetype="application/json")
