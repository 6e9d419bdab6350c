"""What can go wrong, as values a person can read: what happened, why, what to do next.

    FlowError                   a Problem travelling as an exception
      SignInAgain               the stored session is over: only a new sign-in helps
      StorageFailed             the keychain did not answer; the program goes on without it
    Refused                     one place did not let us look: costs that place only (a reason, no Problem)

Nothing else is raised across a wall.

The sentences are data: ``problem.<code>.title|detail|next`` in ``resources/words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flow_desktop.core.causes import Cause
from flow_desktop.core.observed import WithheldReason


class Kind(StrEnum):
    """The closed list of kinds a script may branch on (command line contract)."""

    NETWORK = "network"
    TIMEOUT = "timeout"
    TLS = "tls"
    DISCOVERY = "discovery"
    INSECURE = "insecure"
    PROVIDER_ERROR = "provider_error"
    DENIED = "denied"
    CALLBACK = "callback"
    ID_TOKEN = "id_token"  # noqa: S105 - a kind of problem, not a password
    KEYS = "keys"
    USERINFO = "userinfo"
    BAD_ANSWER = "bad_answer"
    SIGN_IN_AGAIN = "sign_in_again"
    WRONG_ACCOUNT = "wrong_account"
    BROWSER = "browser"
    STORAGE = "storage"
    CONFIGURATION = "configuration"
    POLICY = "policy"
    INTERNAL = "internal"


class Code(StrEnum):
    """Every problem the program can show: ``<kind>.<detail>``. A test keeps words and codes equal."""

    NETWORK_UNREACHABLE = "network.unreachable"
    NETWORK_NAME_UNKNOWN = "network.name_unknown"
    NETWORK_PROXY_REFUSED = "network.proxy_refused"
    NETWORK_DIRECTORY = "network.directory"
    TIMEOUT_ATTEMPT = "timeout.attempt"
    TIMEOUT_REQUEST = "timeout.request"
    TLS_UNTRUSTED = "tls.untrusted"
    TLS_FAILED = "tls.failed"
    DISCOVERY_NOT_FOUND = "discovery.not_found"
    DISCOVERY_UNAVAILABLE = "discovery.unavailable"
    DISCOVERY_ISSUER_MISMATCH = "discovery.issuer_mismatch"
    DISCOVERY_INCOMPLETE = "discovery.incomplete"
    INSECURE_ADDRESS = "insecure.address"
    INSECURE_ENDPOINT = "insecure.endpoint"
    INSECURE_AUTHORIZATION_URL = "insecure.authorization_url"
    PROVIDER_ERROR_SERVER = "provider_error.server_error"
    PROVIDER_ERROR_UNAVAILABLE = "provider_error.temporarily_unavailable"
    PROVIDER_ERROR_INVALID_CLIENT = "provider_error.invalid_client"
    PROVIDER_ERROR_INVALID_REQUEST = "provider_error.invalid_request"
    PROVIDER_ERROR_INVALID_SCOPE = "provider_error.invalid_scope"
    PROVIDER_ERROR_INVALID_GRANT = "provider_error.invalid_grant"
    PROVIDER_ERROR_LOGIN_REQUIRED = "provider_error.login_required"
    PROVIDER_ERROR_SSO_REQUIRED = "provider_error.sso_required"
    PROVIDER_ERROR_NOT_PROVISIONED = "provider_error.not_provisioned"
    PROVIDER_ERROR_OUTSIDE_ORGANISATION = "provider_error.outside_organisation"
    PROVIDER_ERROR_THROTTLED = "provider_error.throttled"
    PROVIDER_ERROR_OTHER = "provider_error.other"
    DENIED_BY_PERSON = "denied.by_person"
    CALLBACK_ISSUER = "callback.issuer"
    CALLBACK_MALFORMED = "callback.malformed"
    CALLBACK_NOT_OURS = "callback.not_ours"
    ID_TOKEN_MISSING = "id_token.missing"  # noqa: S105
    ID_TOKEN_MALFORMED = "id_token.malformed"  # noqa: S105
    ID_TOKEN_ALGORITHM = "id_token.algorithm"  # noqa: S105
    ID_TOKEN_SIGNATURE = "id_token.signature"  # noqa: S105
    ID_TOKEN_TYPE = "id_token.type"  # noqa: S105
    ID_TOKEN_ISSUER = "id_token.issuer"  # noqa: S105
    ID_TOKEN_AUDIENCE = "id_token.audience"  # noqa: S105
    ID_TOKEN_EXPIRED = "id_token.expired"  # noqa: S105
    ID_TOKEN_TIME = "id_token.time"  # noqa: S105
    ID_TOKEN_CLOCK = "id_token.clock"  # noqa: S105
    ID_TOKEN_NONCE = "id_token.nonce"  # noqa: S105
    ID_TOKEN_SUBJECT = "id_token.subject"  # noqa: S105
    ID_TOKEN_ACCESS_HASH = "id_token.access_hash"  # noqa: S105
    KEYS_UNREADABLE = "keys.unreadable"
    KEYS_UNKNOWN = "keys.unknown"
    KEYS_WEAK = "keys.weak"
    USERINFO_SUBJECT = "userinfo.subject"
    USERINFO_REFUSED = "userinfo.refused"
    USERINFO_UNREADABLE = "userinfo.unreadable"
    BAD_ANSWER_TYPE = "bad_answer.type"
    BAD_ANSWER_SIZE = "bad_answer.size"
    BAD_ANSWER_SHAPE = "bad_answer.shape"
    BAD_ANSWER_REDIRECT = "bad_answer.redirect"
    BAD_ANSWER_STATUS = "bad_answer.status"
    SIGN_IN_AGAIN_EXPIRED = "sign_in_again.expired"
    SIGN_IN_AGAIN_SUBJECT = "sign_in_again.subject"
    SIGN_IN_AGAIN_NO_SESSION = "sign_in_again.no_session"
    SIGN_IN_AGAIN_RUN_KEPT = "sign_in_again.run_kept"
    WRONG_ACCOUNT_OTHER = "wrong_account.other"
    BROWSER_NOT_OPENED = "browser.not_opened"
    BROWSER_COMMAND_FAILED = "browser.command_failed"
    STORAGE_UNAVAILABLE = "storage.unavailable"
    STORAGE_BUSY = "storage.busy"
    STORAGE_LOCKED = "storage.locked"
    STORAGE_UNREADABLE = "storage.unreadable"
    STORAGE_NOT_REMOVED = "storage.not_removed"
    STORAGE_HISTORY = "storage.history"
    STORAGE_HISTORY_NEWER = "storage.history_newer"
    STORAGE_HISTORY_DAMAGED = "storage.history_damaged"
    STORAGE_EXPORT = "storage.export"
    CONFIGURATION_MISSING = "configuration.missing"
    CONFIGURATION_INVALID = "configuration.invalid"
    CONFIGURATION_PORTS_BUSY = "configuration.ports_busy"
    CONFIGURATION_BROWSER = "configuration.browser"
    CONFIGURATION_QUESTION = "configuration.question"
    CONFIGURATION_TOKEN_FILE = "configuration.token_file"  # noqa: S105
    CONFIGURATION_CLOCK = "configuration.clock"
    CONFIGURATION_LOCAL_SERVICE = "configuration.local_service"
    CONFIGURATION_EXPORT_ENDING = "configuration.export_ending"
    CONFIGURATION_EXPORT_FOLDER = "configuration.export_folder"
    CONFIGURATION_EXPORT_FILE = "configuration.export_file"
    CONFIGURATION_EXPORT_PDF = "configuration.export_pdf"
    CONFIGURATION_VERIFY = "configuration.verify"
    CONFIGURATION_RUN = "configuration.run"
    CONFIGURATION_RUN_NOT_KEPT = "configuration.run_not_kept"
    CONFIGURATION_RUN_BUSY = "configuration.run_busy"
    CONFIGURATION_GROUP = "configuration.group"
    CONFIGURATION_GROUP_UNKNOWN = "configuration.group_unknown"
    CONFIGURATION_GROUP_IN_PART = "configuration.group_in_part"
    CONFIGURATION_GROUPS = "configuration.groups"
    CONFIGURATION_NO_GROUPS = "configuration.no_groups"
    CONFIGURATION_NO_PEOPLE = "configuration.no_people"
    CONFIGURATION_LIST_UNREADABLE = "configuration.list_unreadable"
    CONFIGURATION_LIST_EMPTY = "configuration.list_empty"
    CONFIGURATION_LIST_BROKEN = "configuration.list_broken"
    CONFIGURATION_LIST_NO_EMAIL = "configuration.list_no_email"
    CONFIGURATION_LIST_COLUMN = "configuration.list_column"
    CONFIGURATION_LIST_TOO_LARGE = "configuration.list_too_large"
    CONFIGURATION_LIST_NOT_A_LIST = "configuration.list_not_a_list"
    CONFIGURATION_LIST_LOCKED = "configuration.list_locked"
    CONFIGURATION_LIST_DAMAGED = "configuration.list_damaged"
    POLICY_NOT_ADMIN = "policy.not_admin"
    INTERNAL_UNEXPECTED = "internal.unexpected"

    @property
    def kind(self) -> Kind:
        """The part before the dot."""
        return Kind(self.value.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong. ``facts`` fill the sentences; they never hold a secret."""

    code: Code
    facts: tuple[tuple[str, str], ...] = ()
    cause: Cause | None = None

    @property
    def kind(self) -> Kind:
        """The kind a script may branch on."""
        return self.code.kind


def problem(code: Code, *, cause: Cause | None = None, **facts: str) -> Problem:
    """Shorthand: ``problem(Code.NETWORK_UNREACHABLE, host="login.example.com")``."""
    return Problem(code=code, facts=tuple(sorted(facts.items())), cause=cause)


class FlowError(Exception):
    """A Problem on its way to the person. The exception text is the code only: it may end in a log."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem


class SignInAgain(FlowError):
    """The session is over (RFC 6749 section 5.2, ``invalid_grant``): nothing but a new sign-in helps."""


class StorageFailed(FlowError):
    """The keychain failed or did not answer in time; the caller goes on for this session only."""


class Refused(Exception):
    """A place did not let us look. Costs that place only; ``reason`` is shown in its cells."""

    def __init__(self, reason: WithheldReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
