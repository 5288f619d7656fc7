"""Put the derivations into the wheel, so that `symrnn verify` works in an empty folder.

A plain `force-include` would also copy them at an editable installation, where the copy goes stale at the next edit.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedDerivations(BuildHookInterface):
    """Include `derivations/` as `symrnn/shipped/derivations` in every wheel but an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a wheel is built; `version` is the kind of the wheel."""
        if version != "editable":
            build_data["force_include"]["derivations"] = "symrnn/shipped/derivations"
