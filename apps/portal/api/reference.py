"""The reference page's content: read from the schema, so that it cannot say anything else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from drf_spectacular.generators import SchemaGenerator

VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be asked of a route."""

    name: str
    place: str  # "query" or "path"
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an answer, `lines[].kpi.code` style."""

    name: str
    kind: str
    nullable: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One verb on one address."""

    verb: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    fields: tuple[Field, ...]


def routes() -> list[Route]:
    """Every route of the API in the order of the addresses, texts in the language that is active now."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    shapes: Mapping[str, Any] = schema["components"]["schemas"]
    return [
        _route(path, verb, operation, shapes)
        for path, operations in sorted(schema["paths"].items())
        for verb, operation in operations.items()
        if verb in VERBS
    ]


def _route(path: str, verb: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> Route:
    return Route(
        verb=verb.upper(),
        path=path,
        summary=str(operation.get("summary", "")),
        parameters=tuple(_parameter(one) for one in operation.get("parameters", ())),
        fields=tuple(_fields(_answer(operation), shapes)),
    )


def _parameter(one: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=one["name"],
        place=one["in"],
        kind=_kind(one["schema"]),
        required=bool(one.get("required")),
        description=_plain(one),
    )


def _answer(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The shape of the good answer."""
    content = operation["responses"].get("200", {}).get("content", {})
    shape: Mapping[str, Any] = content.get("application/json", {}).get("schema", {})
    return shape


def _fields(shape: Mapping[str, Any], shapes: Mapping[str, Any], prefix: str = "") -> Iterator[Field]:
    shape = _resolved(shape, shapes)
    if shape.get("type") == "array":
        yield from _fields(shape["items"], shapes, f"{prefix.removesuffix('.')}[].")
        return
    for name, inner in shape.get("properties", {}).items():
        whole = _resolved(inner, shapes)
        yield Field(
            name=f"{prefix}{name}",
            kind=_kind(whole),
            nullable=bool(inner.get("nullable") or whole.get("nullable")),
            description=_plain(inner) if "$ref" not in inner else "",
        )
        yield from _fields(whole, shapes, f"{prefix}{name}.")


def _resolved(shape: Mapping[str, Any], shapes: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference means, also where it is wrapped to add a word to it."""
    for wrapped in shape.get("allOf") or shape.get("oneOf") or ():
        if "$ref" in wrapped and "Blank" not in wrapped["$ref"] and "Null" not in wrapped["$ref"]:
            return _resolved(wrapped, shapes)
    if "$ref" in shape:
        found: Mapping[str, Any] = shapes[shape["$ref"].rsplit("/", 1)[-1]]
        return found
    return shape


def _kind(shape: Mapping[str, Any]) -> str:
    words = [str(one) for one in shape.get("enum", ()) if one not in {None, ""}]
    if words:
        return " | ".join(words)
    kind = str(shape.get("type", "object"))
    return str(shape.get("format", kind)) if kind == "string" else kind


def _plain(shape: Mapping[str, Any]) -> str:
    """The description, in the reader's language, without the list of values that stands beside it already."""
    whole = str(shape.get("description", ""))
    first = "" if whole.startswith("* `") else whole.split("\n\n", maxsplit=1)[0].strip()
    return gettext(first) if first else ""
