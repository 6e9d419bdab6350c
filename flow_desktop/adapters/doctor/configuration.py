"""The deployment as the doctor finds it, and the file of the directory credential."""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.core.deployment import Deployment, Refusal
from flow_desktop.core.doctor import Area, DoctorLine, configuration_lines, line_of_problem
from flow_desktop.core.problems import Problem


@dataclass(frozen=True, slots=True)
class ConfigurationProbe:
    """core.ports.Probe. ``credential``: why the directory credential's file cannot be used, if it cannot."""

    found: Deployment | Refusal | None
    credential: Problem | None = None
    area: Area = Area.CONFIGURATION
    name: str = "deployment"
    seconds: float = 1.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """Layers, keys and refusals; nothing of any value."""
        lines = configuration_lines(self.found)
        if self.credential is None:
            return lines
        return (*lines, line_of_problem("configuration.directory_token_file", self.credential))
