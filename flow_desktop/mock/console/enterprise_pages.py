"""Domains, Billing and Audit of the enterprise."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from flow_desktop.mock.addresses import email_key
from flow_desktop.mock.console import reading
from flow_desktop.mock.console.desk import Desk
from flow_desktop.mock.console.forms import LONGEST_LINE, is_domain, typed, whole_number
from flow_desktop.mock.console.reading import Seats
from flow_desktop.mock.console.words import details, explain
from flow_desktop.mock.facts import BillingReconciled, DomainRegistered, SeatCapChanged

_MOST_SEATS = 1_000_000


class EnterprisePages:
    """What an admin sets for the enterprise as a whole."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._store = desk, desk.store

    def register(self, blueprint: Blueprint) -> None:
        """Add the pages to the console."""
        for path, name, view in (
            ("/domains", "domains", self.domains),
            ("/billing", "billing", self.billing),
            ("/audit", "audit", self.audit),
        ):
            blueprint.add_url_rule(path, name, view)
        for path, name, view in (
            ("/domains/add", "add_domain", self.add_domain),
            ("/domains/remove", "remove_domain", self.remove_domain),
            ("/billing/cap", "change_cap", self.change_cap),
            ("/billing/reconcile", "reconcile", self.reconcile),
        ):
            blueprint.add_url_rule(path, name, view, methods=["POST"])

    # --- domains

    def domains(self) -> Response:
        """The allowed domains, and those activation will import."""
        return self._domains()

    def _domains(self, *, wanted: str = "", problem: str = "", status: int = 200) -> Response:
        return self._desk.show(
            "domains.html",
            status=status,
            here="domains",
            domains=reading.domains(self._store),
            to_import=reading.domains_to_import(self._store),
            wanted=wanted,
            problem=problem,
        )

    def add_domain(self) -> Response:
        """Allow one more domain."""
        wanted = typed("domain")
        domain = wanted.removeprefix("@").casefold()
        if not is_domain(domain):
            return self._domains(wanted=wanted, problem="This is not a domain, such as example.com.", status=422)
        decision, words = self._desk.perform(DomainRegistered(domain))
        if decision.refused:
            return self._domains(wanted=wanted, problem=f"{words.text} {words.next}", status=409)
        return self._desk.go("domains", f"{domain}: {words.text}")

    def remove_domain(self) -> Response:
        """Take a domain off the list."""
        domain = typed("domain")
        decision, words = self._desk.perform(DomainRegistered(domain, registered=False))
        if decision.refused:
            return self._desk.refused(f"{domain} was not removed", words, back=url_for("console.domains"))
        return self._desk.go("domains", f"{domain}: {words.text}", tone="unknown")

    # --- billing

    def billing(self) -> Response:
        """Cap, billed seats and seats in use."""
        return self._billing()

    def _billing(self, *, wanted: str | None = None, problem: str = "", status: int = 200) -> Response:
        seats = self._seats()
        cap = "" if seats.cap is None else str(seats.cap)
        return self._desk.show(
            "billing.html",
            status=status,
            here="billing",
            seats=seats,
            wanted=cap if wanted is None else wanted,
            problem=problem,
        )

    def _seats(self) -> Seats:
        return reading.seats(self._store, self._desk.service.world.stamp())

    def change_cap(self) -> Response:
        """Another cap; an empty field lifts it."""
        wanted = typed("cap")
        cap = whole_number(wanted, most=_MOST_SEATS) if wanted else None
        if wanted and cap is None:
            return self._billing(
                wanted=wanted, problem="Write a whole number of seats, or nothing for no cap.", status=422
            )
        decision, words = self._desk.perform(SeatCapChanged(cap))
        if decision.refused:
            return self._billing(wanted=wanted, problem=f"{words.text} {words.next}", status=409)
        now = "There is no seat cap now." if cap is None else f"The seat cap is {cap} now."
        return self._desk.go("billing", f"{now} {words.text} {words.next}")

    def reconcile(self) -> Response:
        """What the billing cycle does: the seat count becomes the seats in use."""
        decision, words = self._desk.perform(BillingReconciled())
        if decision.refused:
            return self._desk.refused("Seats were not reconciled", words, back=url_for("console.billing"))
        return self._desk.go("billing", f"{words.text} It is {self._seats().billed} now.")

    # --- audit

    def audit(self) -> Response:
        """Everything Flow heard and decided, silent or not, newest first."""
        email = request.args.get("email", "").strip()[:LONGEST_LINE]
        found = reading.audit(self._store, email_key(email) if email else None)
        return self._desk.show("audit.html", here="audit", found=found, email=email, explain=explain, details=details)
