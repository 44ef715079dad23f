"""Judges the description of the API, and what a running server answered by it.

Reads {"description": …, "calls": [{"method", "path", "sent", "status", "headers", "body"}]} from standard
input. `sent` and `body` are JSON, or none where they are something else. Says what is wrong, one a line, and
after `judged:` which operations were asked, with what status.
"""

import copy
import json
import re
import sys
from urllib.parse import quote

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = "urn:description"


def strict(schema):
    """Allows an object nothing that is not described."""
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            strict(value)
    elif isinstance(schema, list):
        for value in schema:
            strict(value)


class Judge:
    def __init__(self, description):
        self.paths = description["paths"]
        description = copy.deepcopy(description)
        strict(description["components"]["schemas"])
        resource = Resource(contents=description, specification=DRAFT202012)
        self.registry = Registry().with_resource(ROOT, resource)
        self.described = description
        self.faults = []

    def check(self, value, where, *pointer):
        """Whether the value is what stands at that place of the description."""
        steps = (quote(it.replace("~", "~0").replace("/", "~1")) for it in pointer)
        validator = Draft202012Validator(
            {"$ref": f"{ROOT}#/{'/'.join(steps)}"},
            registry=self.registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for error in validator.iter_errors(value):
            self.faults.append(f"{where}: {error.json_path}: {error.message}")

    def examples(self, node, pointer=()):
        """Every example is one of what it stands beside."""
        if isinstance(node, list):
            for index, it in enumerate(node):
                self.examples(it, (*pointer, str(index)))
        if not isinstance(node, dict):
            return
        if "schema" in node and "example" in node:
            self.check(node["example"], f"example at {'/'.join(pointer)}", *pointer, "schema")
        elif "example" in node and ("type" in node or "$ref" in node):
            self.check(node["example"], f"example at {'/'.join(pointer)}", *pointer)
        for name, it in node.items():
            if name != "example":
                self.examples(it, (*pointer, name))

    def operation(self, call):
        path = call["path"].split("?")[0]
        for template, item in sorted(self.paths.items()):
            pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and call["method"].lower() in item:
                return template, call["method"].lower()
        return None

    def call(self, call):
        found = self.operation(call)
        if found is None:
            return None
        template, method = found
        operation, status = self.paths[template][method], str(call["status"])
        where = f"{call['method']} {template} {status}"
        response = operation["responses"].get(status)
        if response is None:
            self.faults.append(f"{where}: not described")
            return where
        for name in response.get("headers", {}):
            if name.lower() not in call["headers"]:
                self.faults.append(f"{where}: no header {name}")
        self.body(call, where, response.get("content", {}), ("paths", template, method, "responses", status, "content"))
        if status.startswith("2") and call["sent"] is not None:
            content = operation["requestBody"]["content"]
            kind = next(iter(content))
            self.check(call["sent"], f"{where}: sent", "paths", template, method, "requestBody", "content", kind, "schema")
        return where

    def body(self, call, where, content, pointer):
        kind = call["headers"].get("content-type", "").split(";")[0]
        if not kind:
            if content:
                self.faults.append(f"{where}: no content")
            return
        described = next((it for it in (kind, "*/*") if it in content), None)
        if described is None:
            self.faults.append(f"{where}: {kind} is not described")
        elif call["body"] is not None:
            self.check(call["body"], where, *pointer, described, "schema")


def main():
    asked = json.load(sys.stdin)
    description = asked["description"]
    judge = Judge(description)
    for error in OpenAPIV31SpecValidator(description).iter_errors():
        judge.faults.append(f"description: {error.json_path}: {error.message}")
    judge.examples(description)
    judged = {judge.call(it) for it in asked["calls"]} - {None}
    print("\n".join(dict.fromkeys(judge.faults)))
    print("judged:")
    print("\n".join(sorted(judged)))


main()
