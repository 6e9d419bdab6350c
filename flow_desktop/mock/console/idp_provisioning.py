"""The identity provider's provisioning: connection, switches, attribute mapping, cycle, clock, approval queue, log."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from flow_desktop.mock.console import reading_places
from flow_desktop.mock.console.forms import LONGEST_LINE, typed
from flow_desktop.mock.console.idp_desk import IdpDesk
from flow_desktop.mock.console.words import CLOCK_STEPS, MAPPED, PROVIDERS, SWITCHES, TASK_STATES

_SOURCES = {
    "email": "E-mail",
    "username": "Log-in name",
    "given_name": "First name",
    "family_name": "Last name",
    "name": "Full name",
    "idp_id": "Object id",
}
_REMOVALS = {"delete": "Delete", "deactivate": "Suspend", "nothing": "Do nothing"}
_MOST = 2**63 - 1  # the highest number of a row in SQLite


class ProvisioningPages(IdpDesk):
    """The pages "Provisioning", "Approvals" and "Log"."""

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        blueprint.add_url_rule("/idp/provisioning", "provisioning", self.settings)
        blueprint.add_url_rule("/idp/tasks", "tasks", self.tasks)
        blueprint.add_url_rule("/idp/log", "log", self.log)
        self.add_posts(
            blueprint,
            (
                ("/idp/provisioning/connection", "connect_idp", self.connect),
                ("/idp/provisioning/switches", "switches", self.switch),
                ("/idp/provisioning/mapping", "mapping", self.map),
                ("/idp/run", "run_cycle", self.run),
                ("/idp/clock", "advance", self.advance),
                (f"/idp/tasks/<int(max={_MOST}):task>", "answer_task", self.answer),
            ),
        )

    def settings(self) -> Response:
        """Connection, switches, mapping and clock."""
        return self._settings()

    def _settings(self, *, endpoint: str | None = None, problem: str = "") -> Response:
        settings = self.idp.settings()
        return self.desk.show(
            "provisioning.html",
            status=409 if problem else 200,
            here="idp",
            tab="provisioning",
            settings=settings,
            endpoint=self.desk.service.scim if endpoint is None and settings.connected else endpoint or "",
            problem=problem,
            mapping=self.idp.mapping(),
            mapped=MAPPED,
            sources=_SOURCES,
            switches=SWITCHES,
            removals=_REMOVALS,
            providers={name: PROVIDERS[name] for name in PROVIDERS if name != "generic"},
            clock=self.desk.service.world.stamp(),
            clock_steps=CLOCK_STEPS,
        )

    def connect(self) -> Response:
        """Enter endpoint and bearer token, and test the connection as this provider does."""
        endpoint, token = typed("endpoint"), typed("token")[:LONGEST_LINE]
        if not (endpoint and token):
            return self._settings(endpoint=endpoint, problem="Write the endpoint and the bearer token.")
        trouble = self.idp.connect(endpoint, token)
        if trouble:
            return self._settings(endpoint=endpoint, problem=trouble)
        return self.desk.go("provisioning", "The connection works: endpoint and token were saved.")

    def switch(self) -> Response:
        """Provisioning as a whole and its parts."""
        changes: dict[str, str | bool] = {name: typed(name) == "yes" for name, _ in SWITCHES}
        changes |= {name: typed(name) for name in ("profile", "removal") if typed(name)}
        return self.change(lambda: self.idp.change_settings(**changes), "The settings were saved.", back="provisioning")

    def map(self) -> Response:
        """Which attribute is sent as which; an empty choice takes one out of the mapping."""
        before = self.idp.mapping()
        wanted = {target: typed(target) or None for target, _ in MAPPED}

        def change() -> None:
            for target, source in wanted.items():
                if before.get(target) != source:
                    self.idp.map_attribute(target, source)

        return self.change(change, "The mapping was saved.", back="provisioning")

    def run(self) -> Response:
        """Let provisioning do what is due now."""
        return self.do(self.idp.run, "Everything due was looked at.", back="provisioning")

    def advance(self) -> Response:
        """Let time pass in the made-up world; then everything that became due happens."""
        seconds = {str(step): (step, name) for step, name in CLOCK_STEPS}.get(typed("seconds"))
        if seconds is None:
            abort(422)

        def pass_time() -> None:
            self.desk.service.world.advance(seconds[0])
            self.idp.run()
            self.desk.places.sync.pump()

        return self.do(pass_time, f"{seconds[1]} passed.", back="provisioning")

    def tasks(self) -> Response:
        """The approval queue and what failed or waits for its time."""
        found = reading_places.tasks(self.store)
        return self.desk.show("tasks.html", here="idp", tab="tasks", found=found, states=TASK_STATES)

    def answer(self, task: int) -> Response:
        """Approve or refuse a waiting task."""
        granted = typed("answer") == "approve"
        done = "Approved." if granted else "Refused."
        return self.do(lambda: self.idp.approve(task, granted=granted), done, back="tasks")

    def log(self) -> Response:
        """Every request provisioning sent, newest first."""
        found = reading_places.provisioning_log(self.store)
        return self.desk.show("log.html", here="idp", tab="log", found=found)
