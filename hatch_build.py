"""What a build adds to the sources: compiled messages always, front-end files in the released wheel."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProductBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compile the catalogues, and take the installed front-end packages with their licences along."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare the build; a released wheel without front-end files is refused."""
        root = Path(self.root)
        subprocess.run([sys.executable, str(root / "scripts" / "compile_messages.py")], check=True)  # noqa: S603
        if version != "standard":
            return
        vendor = root / "var" / "assets" / "vendor"
        if not any(vendor.glob("*/*")):
            raise RuntimeError("The front-end packages are not installed: run `make setup` first.")
        build_data["force_include"][str(vendor)] = "portal/static/vendor"
