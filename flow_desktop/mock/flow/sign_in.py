"""Flow's answer to somebody who proved who they are: let in, or refused with an error the app is told.

The rules decide (domain facts, 2.4); here is what their reasons are called in OAuth, in WorkOS's words (3.8).
"""

from __future__ import annotations

from dataclasses import dataclass

from flow_desktop.mock.addresses import domain_of, is_address
from flow_desktop.mock.effects import Decision, Reason
from flow_desktop.mock.facts import Method, SignInAttempted, SignUpAttempted
from flow_desktop.mock.flow.accounts import account_of, bind_account
from flow_desktop.mock.flow.place import FlowPlace
from flow_desktop.mock.idp.claims import email_of
from flow_desktop.mock.store import Store


@dataclass(frozen=True, slots=True)
class SignInRefusal:
    """An OAuth error code and its description in plain ASCII."""

    error: str
    description: str


# Deny on the consent page has a code of its own at WorkOS; leaving the pages is OAuth's (RFC 6749, 4.1.2.1).
DECLINED = SignInRefusal("signin_consent_denied", "The person declined on the consent page.")
CANCELLED = SignInRefusal("access_denied", "The person cancelled the sign-in in the browser.")
_REFUSALS = {
    Reason.SSO_REQUIRED: SignInRefusal(
        "sso_required", "This organisation requires single sign-on. Choose Continue with SSO in the browser."
    ),
    Reason.OUTSIDE_ORGANIZATION: SignInRefusal(
        "profile_not_allowed_outside_organization", "The e-mail domain does not belong to this organisation."
    ),
    Reason.NOT_PROVISIONED: SignInRefusal(
        "sign_up_not_allowed",
        "There is no Flow account for this person. The domain is managed by the organisation,"
        " so the account must be provisioned first by the IT admin.",
    ),
    Reason.SELF_SIGNUP_BLOCKED: SignInRefusal(
        "sign_up_not_allowed",
        "Nobody signs up directly on a domain that is managed by the organisation."
        " The account must be provisioned first by the IT admin.",
    ),
}
_OTHER = SignInRefusal("access_denied", "Flow does not let this person in.")


class SignInRules:
    """Asks Flow's rules, leaves their audit lines, and ties the account to who signed in."""

    def __init__(self, store: Store, flow: FlowPlace) -> None:
        self._store, self._flow = store, flow

    def sign_in(self, subject: str, method: Method) -> SignInRefusal | None:
        """Somebody proved to be this subject; None lets them in, with or without a membership."""
        with self._store.transaction():
            account = account_of(self._store, subject)
            email = email_of(self._store, subject) or (account["email"] if account else "")
            about = account["id"] if account else None
            refusal = _refusal(self._flow.perform(SignInAttempted(email, method), about=about, actor=about))
            if refusal is None and account is not None:
                bind_account(self._store, account["id"], subject)
            return refusal

    def sign_up(self, subject: str, method: Method) -> SignInRefusal | None:
        """Make an account for who has none, and sign in with it."""
        with self._store.transaction():
            if account_of(self._store, subject) is None:
                refusal = _refusal(self._flow.perform(SignUpAttempted(email_of(self._store, subject), method)))
                if refusal is not None:
                    return refusal
            return self.sign_in(subject, method)

    def may_sign_up(self, subject: str, method: Method) -> bool:
        """Whether a missing account is no refusal: another method than SSO, on a domain SCIM does not manage."""
        if method is Method.SSO or account_of(self._store, subject) is not None:
            return False
        scim_on = self._store.one("SELECT 1 FROM enterprise WHERE scim_on = 1") is not None
        return not (scim_on and self.is_managed(email_of(self._store, subject)))

    def refuse_method(self, method: Method, hint: str) -> SignInRefusal | None:
        """Where SSO is enforced every other method is refused before anything is typed.

        `hint` is the e-mail the app sent along, if any: somebody of a foreign domain is not this organisation's.
        """
        foreign = is_address(hint) and not self.is_managed(hint)
        if method is Method.SSO or foreign or not self.sso_enforced():
            return None
        return _refusal(self._flow.perform(SignInAttempted(hint, method)))

    def sso_enforced(self) -> bool:
        """Whether the organisation lets its people in by SSO only."""
        return self._store.one("SELECT 1 FROM enterprise WHERE sso_enforced = 1") is not None

    def is_managed(self, email: str) -> bool:
        """Whether the e-mail's domain is one of the enterprise's; exact, letter case does not count."""
        return self._store.one("SELECT 1 FROM domains WHERE domain = ?", domain_of(email)) is not None


def _refusal(decision: Decision) -> SignInRefusal | None:
    return _REFUSALS.get(decision.reason, _OTHER) if decision.refused else None
