"""Names of tables and columns of models, for the statements that are written as SQL."""

from typing import Any

from django.db.models import Field, Model


def table(model: type[Model]) -> str:
    """The model's table."""
    return model._meta.db_table  # noqa: SLF001 - Django's documented interface


def field(model: type[Model], name: str) -> "Field[Any, Any]":
    """A field by its name or, for a foreign key, by its column."""
    return model._meta.get_field(name.removesuffix("_id"))  # type: ignore[return-value]  # noqa: SLF001
