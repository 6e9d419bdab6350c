"""The console's words for what Flow decided and for the states of things: plain, for an admin who knows the article."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType

from flow_desktop.mock.effects import Reason

ROLES = MappingProxyType({"member": "Member", "admin": "Admin", "it_admin": "IT Admin"})
SOURCES = MappingProxyType(
    {"scim": "SCIM", "manual": "Added by hand", "invite": "Invitation", "self": "Signed up directly"}
)
PROVIDERS = MappingProxyType(
    {"okta": "Okta", "entra": "Entra ID", "onelogin": "OneLogin", "generic": "Other (SCIM 2.0)"}
)
DIRECTORY_STATES = MappingProxyType(
    {
        "linked": ("Active", "same", "Changes at the identity provider reach Flow."),
        "validating": ("Validating", "differs", "Set-up is under way. Nobody is provisioned yet."),
        "unlinked": ("Inactive", "unknown", "Nothing is synced. Manual user management stays off."),
        "invalid_credentials": (
            "Invalid credentials",
            "problem",
            "The identity provider's credentials are refused. Rotate the token and enter the new one there.",
        ),
        "deleting": ("Being deleted", "unknown", "The directory is on its way out."),
    }
)
DELIVERIES = MappingProxyType(
    {
        "waiting": ("Waiting", "differs"),
        "delivered": ("Delivered", "same"),
        "lost": ("Lost on the way", "problem"),
        "failed": ("Given up", "problem"),
    }
)
PERSON_STATES = MappingProxyType(
    {"active": "Active", "deactivated": "Deactivated", "suspended": "Suspended", "deleted": "Deleted"}
)
TASK_STATES = MappingProxyType(
    {
        "waiting": ("Waits for approval", "differs"),
        "retry": ("Will be tried again", "differs"),
        "failed": ("Failed", "problem"),
        "done": ("Done", "same"),
        "refused": ("Refused", "unknown"),
    }
)
ATTRIBUTES = (
    ("email", "Primary email", "required"),
    ("givenName", "First name", ""),
    ("familyName", "Last name", ""),
)
MAPPED = (
    ("userName", "Username"),
    ("email", "Primary email"),
    ("givenName", "First name"),
    ("familyName", "Last name"),
    ("displayName", "Display name"),
    ("externalId", "External ID"),
)
SWITCHES = (
    ("on", "Provisioning is on"),
    ("create", "Create users"),
    ("update", "Update user attributes"),
    ("deactivate", "Deactivate users"),
    ("push_groups", "Push groups"),
    ("send_unassigned", "Send a removal when somebody is unassigned"),
    ("approval", "Every task waits for approval"),
)
CLOCK_STEPS = ((2400, "40 minutes"), (3600, "1 hour"), (86400, "1 day"), (30 * 86400, "30 days"))


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason in words: its name in a list, what happened and why, and what an admin can do about it, if anything."""

    label: str
    text: str
    next: str = ""


def explain(reason: str) -> Explained:
    """A reason of the audit; one that this version does not know keeps its code."""
    return _EXPLAINED.get(reason) or Explained(reason, "This version has no words for this reason.")


def details(kept: str | None) -> list[tuple[str, str]]:
    """Names and numbers of an audit line, as the audit keeps them (JSON: an object, or a list of pairs)."""
    read = json.loads(kept) if kept else {}
    pairs = read.items() if isinstance(read, dict) else read
    return [(str(name).replace("_", " "), str(value)) for name, value in pairs if value not in ("", None)]


_DIRECTORY = {
    Reason.DIRECTORY_ACTIVATED: Explained(
        "Directory activated",
        "Directory sync is active. The domains of the WorkOS organization were added to the allowed domains; people"
        " who were at the identity provider already do not come by themselves.",
        "Assign a small pilot group to the app in your identity provider.",
    ),
    Reason.DIRECTORY_DEACTIVATED: Explained(
        "Directory deactivated", "Syncing stopped. Members stay, and manual user management stays off."
    ),
    Reason.DIRECTORY_REACTIVATED: Explained(
        "Directory active again", "Changes at the identity provider reach Flow again."
    ),
    Reason.DIRECTORY_DELETED: Explained(
        "Directory deleted", "Nobody was removed. Directory links were cleared and manual user management is on again."
    ),
    Reason.DIRECTORY_INACTIVE: Explained(
        "Ignored: directory not active",
        "An event came while the directory was not active, so Flow did nothing.",
        "Activate the directory in the WorkOS admin portal, then assign the person again.",
    ),
    Reason.TOKEN_ROTATED: Explained(
        "Bearer token changed", "The token for the identity provider was issued or revoked; an old one is refused."
    ),
    Reason.GROUP_SEEN: Explained(
        "Group seen", "A directory group was created or renamed. Groups give no role in Flow."
    ),
    Reason.GROUP_MEMBER_ADDED: Explained("Added to a group", "The person is in a directory group now."),
    Reason.GROUP_MEMBER_REMOVED: Explained(
        "Taken out of a group", "The person left a directory group and stays a member of Flow."
    ),
    Reason.GROUP_DELETED: Explained(
        "Group deleted", "A directory group was deleted: its people were removed and their pending invitations revoked."
    ),
}
_PROVISIONING = {
    Reason.PROVISIONED: Explained(
        "Provisioned", "The identity provider sent the person; account and membership were made."
    ),
    Reason.REASSOCIATED: Explained(
        "Account joined again", "The person had a Flow account already; it was joined to the enterprise as Member."
    ),
    Reason.REPROVISIONED: Explained(
        "Provisioned again", "The person is active again at the identity provider and came back as Member."
    ),
    Reason.LINKED_EXISTING: Explained(
        "Existing member linked", "The person was a member already; the role stays, the directory link is set."
    ),
    Reason.UPSERTED: Explained("Provisioned by an update", "An update came for somebody Flow had not heard of before."),
    Reason.NAME_UPDATED: Explained("Name updated", "The name from the directory replaced the one in Flow."),
    Reason.ATTRIBUTE_ABSENT: Explained(
        "Attribute not sent",
        "The identity provider did not send a name, so Flow kept the one it had.",
        "Check the attribute mapping in your identity provider.",
    ),
    Reason.EMAIL_DRIFT: Explained(
        "E-mail differs",
        "The e-mail changed at the identity provider. A Flow account keeps the address it was made with.",
    ),
    Reason.UNCHANGED: Explained("Nothing changed", "It was like that already."),
    Reason.SEATS_RAISED: Explained("Seat count raised", "Provisioning raised the number of billed seats."),
    Reason.ROLE_RESET: Explained("Role set to Member", "Whoever is provisioned again comes back as Member."),
    Reason.DEACTIVATED: Explained(
        "Deactivated",
        "The person was deactivated at the identity provider and is no member any more; the account stays.",
    ),
    Reason.DEACTIVATION_KEPT: Explained(
        "Deactivated, still a member",
        "The person was deactivated at the identity provider; this enterprise keeps them.",
    ),
    Reason.DEPROVISIONED: Explained(
        "Removed by the identity provider",
        "Membership and directory link are gone. The account stays, and so does the seat count.",
    ),
    Reason.DELETE_NOOP: Explained("Nobody to remove", "A deletion came for somebody who is not linked here."),
}
_SKIPPED = {
    Reason.DOMAIN_MISMATCH: Explained(
        "Skipped: domain not registered",
        "The domain of the e-mail is not on the allowed list, so the person was silently skipped.",
        "Add the domain on the Domains page, then assign the person again in your identity provider.",
    ),
    Reason.OTHER_ENTERPRISE: Explained(
        "Skipped: in another enterprise",
        "The person belongs to another Flow enterprise, and nobody can be in two.",
        "They must be removed there first; then assign them again in your identity provider.",
    ),
    Reason.SEAT_CAP: Explained(
        "Blocked: seat cap reached",
        "All seats are in use, so nobody was added and no invitation was sent.",
        "Raise the seat cap in billing settings or free a seat, then try again (for SCIM: reassign the person in your"
        " identity provider).",
    ),
    Reason.NO_EMAIL: Explained(
        "Skipped: no e-mail",
        "No usable primary e-mail arrived for this person.",
        "Map the primary e-mail in your identity provider and check the person's address there.",
    ),
    Reason.INACTIVE_ON_CREATE: Explained(
        "Skipped: inactive", "The person arrived as inactive.", "Activate them at the identity provider."
    ),
    Reason.STALE_IGNORED: Explained("Ignored: older news", "The event is older than what Flow already knows."),
    Reason.DUPLICATE_IGNORED: Explained("Ignored: repeated event", "This event was taken before."),
    Reason.POSSIBLE_DUPLICATE: Explained(
        "Possible duplicate account",
        "Somebody with the same name is here under another e-mail.",
        "Compare the e-mail or username your identity provider sends with the one used in Flow.",
    ),
    Reason.FALLBACK_INVITED: Explained(
        "Invited instead",
        "Provisioning failed for a moment, so Flow sent an invitation. The person can join by its link.",
        "If this happens repeatedly, contact support.",
    ),
    Reason.NOT_PROVISIONED: Explained(
        "Not provisioned", "The person has no Flow account yet.", "Assign them to the app in your identity provider."
    ),
}
_BY_HAND = {
    Reason.MANUAL_BLOCKED_BY_SCIM: Explained(
        "Blocked while SCIM is on",
        "SCIM provisioning is on for this enterprise, so people are not added, invited or removed by hand in Flow.",
        "Make the change in your identity provider: assign or unassign the person there.",
    ),
    Reason.INVITED: Explained("Invited", "An invitation was sent."),
    Reason.INVITATION_EXISTS: Explained(
        "Already invited", "This address has a pending invitation; no second one was sent."
    ),
    Reason.INVITATION_UNUSABLE: Explained(
        "Invitation cannot be used",
        "It was accepted, revoked or closed before, has expired, or belongs to another address.",
    ),
    Reason.JOINED_BY_INVITATION: Explained("Joined by invitation", "The person followed the link of an invitation."),
    Reason.INVITATION_REVOKED: Explained("Invitation revoked", "Its link does not work any more."),
    Reason.ALREADY_MEMBER: Explained("Already a member", "This person is a member of the enterprise."),
    Reason.NOT_A_MEMBER: Explained("Not a member", "This person is not a member of the enterprise."),
    Reason.REMOVED_BY_HAND: Explained("Removed by an admin", "The membership is gone. The account stays."),
    Reason.JOIN_REQUESTED: Explained("Asked to join", "Somebody asks to become a member."),
    Reason.JOIN_APPROVED: Explained("Request approved", "The person is a member now."),
    Reason.JOIN_DENIED: Explained("Request denied", "The person was not added."),
    Reason.JOIN_REQUEST_UNUSABLE: Explained("Request cannot be answered", "It was answered before, or was never made."),
    Reason.SETUP_OPENED: Explained("Set-up opened", "An admin went from SSO settings to the WorkOS admin portal."),
    Reason.ROLE_CHANGED: Explained("Role changed", "The new role holds at once."),
    Reason.ROLE_NOT_ALLOWED: Explained(
        "Role not allowed",
        "Admins may switch themselves between Admin and IT Admin, but not make themselves Member.",
        "Ask another admin to do it.",
    ),
    Reason.CAP_CHANGED: Explained(
        "Seat cap changed",
        "People who were kept out before do not come by themselves.",
        "Reassign them in your identity provider.",
    ),
    Reason.SEATS_RECONCILED: Explained("Seats reconciled", "The seat count was set to the seats in use."),
    Reason.DOMAIN_ADDED: Explained("Domain added", "Addresses of this domain may be provisioned."),
    Reason.DOMAIN_REMOVED: Explained(
        "Domain removed", "New people of this domain are skipped from now on. Members stay."
    ),
    Reason.SSO_ENFORCEMENT_CHANGED: Explained(
        "SSO enforcement changed", "Whether everybody must sign in with SSO changed."
    ),
    Reason.NAME_EDITED: Explained("Name edited in Flow", "Somebody changed their own name in Flow."),
    Reason.NAME_REFUSED: Explained(
        "Name refused",
        "This looks like a password, not a name. Digits, special characters and more than 30 characters are refused.",
        "Write the name in letters.",
    ),
    Reason.NOT_ADMIN: Explained("Not an admin", "Only an Admin or IT Admin may do this.", "Ask an org admin."),
    Reason.PLAN_REQUIRED: Explained(
        "Enterprise plan needed",
        "SSO settings, and SCIM provisioning with them, are part of the Enterprise plan.",
        "Contact Wispr Flow support if you believe your plan should include them.",
    ),
    Reason.PROFILE_INCOMPLETE: Explained(
        "Admin profile incomplete",
        "SSO and SCIM set-up does not start while your first name, last name or e-mail is missing in Flow.",
        "Fill in your profile, then try again.",
    ),
}
_SIGN_IN = {
    Reason.SIGNED_UP: Explained("Signed up", "Somebody made an account directly."),
    Reason.SELF_SIGNUP_BLOCKED: Explained(
        "Sign-up blocked",
        "People of SCIM-managed domains cannot sign up by themselves.",
        "Assign the person to the app in your identity provider.",
    ),
    Reason.SIGNED_IN: Explained("Signed in", "A member signed in."),
    Reason.SIGNED_IN_WITHOUT_MEMBERSHIP: Explained(
        "Signed in, not a member", "The account exists, but belongs to no enterprise here."
    ),
    Reason.SSO_REQUIRED: Explained(
        "SSO required", "SSO is enforced, so another way to sign in was refused.", "They choose Continue with SSO."
    ),
    Reason.OUTSIDE_ORGANIZATION: Explained(
        "Outside the organization", "The address at the identity provider is not of the organization's domains."
    ),
}
_ALL = {**_DIRECTORY, **_PROVISIONING, **_SKIPPED, **_BY_HAND, **_SIGN_IN}
_EXPLAINED = MappingProxyType({reason.value: words for reason, words in _ALL.items()})
