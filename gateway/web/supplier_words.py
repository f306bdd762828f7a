"""What the supplier API says of what went wrong, as OpenAPI tells it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SupplierFault(_Said):
    """One thing that is wrong."""

    field: str = Field(description="The faulty field, such as lines.0.quantity; may be empty.")
    code: str | None = Field(default=None, description="For programs; docs/errors.md has it.")
    message: str
    advice: str | None = None


class SupplierFaults(_Said):
    """Everything that is wrong."""

    errors: tuple[SupplierFault, ...]
