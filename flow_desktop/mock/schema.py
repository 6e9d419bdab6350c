"""The tables of the service, by place. Times are ISO 8601 texts in UTC unless a column says seconds.

What is unique in the tables of a crowd has an index by name: those can be made after the rows, which is faster.
"""

from __future__ import annotations

SCHEMA_VERSION = 2

# Settings that are not one place's own: the offset of the world's clock, faults, the scenario's description.
_WORLD = """
CREATE TABLE world_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_IDENTITY_PROVIDER = """
CREATE TABLE idp_people (position INTEGER PRIMARY KEY, key TEXT, subject TEXT, idp_id TEXT,
    login_key TEXT, username TEXT, email TEXT, email_verified INTEGER, given_name TEXT, family_name TEXT,
    name TEXT, shows TEXT, state TEXT NOT NULL DEFAULT 'active', crowd INTEGER NOT NULL DEFAULT 0,
    state_since REAL);
CREATE UNIQUE INDEX idp_people_one_key ON idp_people (key);
CREATE UNIQUE INDEX idp_people_one_subject ON idp_people (subject);
CREATE UNIQUE INDEX idp_people_one_idp_id ON idp_people (idp_id);
CREATE UNIQUE INDEX idp_people_one_login_key ON idp_people (login_key);
CREATE TABLE idp_groups (key TEXT PRIMARY KEY, name TEXT, external_id TEXT UNIQUE, assigned INTEGER NOT NULL DEFAULT 0,
    pushed INTEGER NOT NULL DEFAULT 0, assigned_at TEXT);
CREATE TABLE idp_group_people (group_key TEXT, subject TEXT, PRIMARY KEY (group_key, subject));
CREATE TABLE idp_group_groups (group_key TEXT, inner_key TEXT, PRIMARY KEY (group_key, inner_key));
CREATE TABLE idp_assignments (subject TEXT PRIMARY KEY, assigned_at TEXT);
CREATE TABLE idp_settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE idp_mapping (target TEXT PRIMARY KEY, source TEXT);
CREATE TABLE idp_sent_people (subject TEXT PRIMARY KEY, scim_id TEXT, sent TEXT, active INTEGER);
CREATE TABLE idp_sent_groups (group_key TEXT PRIMARY KEY, scim_id TEXT, sent TEXT);
CREATE TABLE idp_tasks (position INTEGER PRIMARY KEY, kind TEXT, subject TEXT, group_key TEXT, state TEXT,
    created_at TEXT, detail TEXT, due REAL, attempts INTEGER NOT NULL DEFAULT 0);
CREATE INDEX idp_tasks_by_state ON idp_tasks (state);
CREATE INDEX idp_group_people_by_person ON idp_group_people (subject);
CREATE TABLE idp_log (position INTEGER PRIMARY KEY, at TEXT, method TEXT, path TEXT, status INTEGER, subject TEXT,
    detail TEXT);
"""

_DIRECTORY_SYNC = """
CREATE TABLE organization_domains (id TEXT PRIMARY KEY, domain TEXT UNIQUE, state TEXT);
CREATE TABLE directories (id TEXT PRIMARY KEY, organization_id TEXT, external_key TEXT, type TEXT, state TEXT,
    name TEXT, domain TEXT, created_at TEXT, updated_at TEXT);
CREATE TABLE directory_settings (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE scim_tokens (digest TEXT PRIMARY KEY, id TEXT UNIQUE, directory_id TEXT, suffix TEXT, created_at TEXT,
    revoked_at TEXT);
CREATE TABLE scim_users (position INTEGER PRIMARY KEY, id TEXT, directory_id TEXT, user_name TEXT,
    user_name_key TEXT, external_id TEXT, email_key TEXT, other_emails INTEGER NOT NULL DEFAULT 0, active INTEGER,
    tombstone INTEGER NOT NULL DEFAULT 0, resource TEXT, version INTEGER NOT NULL DEFAULT 1, created_at TEXT,
    modified_at TEXT);
CREATE UNIQUE INDEX scim_users_one_id ON scim_users (id);
CREATE INDEX scim_users_by_name ON scim_users (user_name_key);
CREATE INDEX scim_users_by_email ON scim_users (email_key);
CREATE INDEX scim_users_with_others ON scim_users (other_emails) WHERE other_emails = 1;
CREATE INDEX scim_users_by_external ON scim_users (external_id);
CREATE TABLE scim_held_users (position INTEGER PRIMARY KEY, directory_id TEXT, user_name TEXT, external_id TEXT,
    reason TEXT, resource TEXT, at TEXT);
CREATE TABLE scim_groups (position INTEGER PRIMARY KEY, id TEXT UNIQUE, directory_id TEXT, display_name TEXT,
    display_name_key TEXT, external_id TEXT, identity TEXT, resource TEXT, version INTEGER NOT NULL DEFAULT 1,
    created_at TEXT, modified_at TEXT);
CREATE TABLE scim_group_members (group_id TEXT, member_id TEXT, display TEXT, PRIMARY KEY (group_id, member_id));
CREATE INDEX scim_group_members_by_member ON scim_group_members (member_id);
CREATE TABLE directory_users (id TEXT PRIMARY KEY, directory_id TEXT, organization_id TEXT, idp_id TEXT, username TEXT,
    email TEXT, email_key TEXT, first_name TEXT, last_name TEXT, state TEXT, created_at TEXT, updated_at TEXT);
CREATE INDEX directory_users_by_directory ON directory_users (directory_id, id);
CREATE INDEX directory_users_by_state ON directory_users (directory_id, state);
CREATE INDEX directory_users_by_email ON directory_users (directory_id, email_key);
CREATE INDEX directory_users_without_email ON directory_users (lower(username)) WHERE email_key IS NULL;
CREATE INDEX directory_users_by_idp ON directory_users (idp_id);
CREATE INDEX directory_users_by_change ON directory_users (directory_id, updated_at, id);
CREATE TABLE directory_groups (id TEXT PRIMARY KEY, directory_id TEXT, organization_id TEXT, idp_id TEXT, name TEXT,
    created_at TEXT, updated_at TEXT);
CREATE TABLE directory_group_members (group_id TEXT, user_id TEXT, PRIMARY KEY (group_id, user_id));
CREATE INDEX directory_group_members_by_user ON directory_group_members (user_id);
CREATE TABLE events (position INTEGER PRIMARY KEY, id TEXT UNIQUE, event TEXT, organization_id TEXT, directory_id TEXT,
    object_id TEXT, created_at TEXT, data TEXT, context TEXT);
CREATE INDEX events_by_object ON events (object_id);
CREATE INDEX events_by_kind ON events (event, position);
CREATE TABLE deliveries (position INTEGER PRIMARY KEY, event_id TEXT, due REAL, attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT, delivered_at TEXT, last_status INTEGER);
CREATE INDEX deliveries_by_state ON deliveries (state, due);
CREATE INDEX deliveries_in_order ON deliveries (state);
CREATE INDEX deliveries_by_event ON deliveries (event_id);
"""

_FLOW = """
CREATE TABLE enterprise (id TEXT PRIMARY KEY, organization_id TEXT, name TEXT, plan TEXT, sso_enforced INTEGER,
    idp_name TEXT, scim_on INTEGER NOT NULL DEFAULT 0, seat_cap INTEGER, seat_count INTEGER NOT NULL DEFAULT 0,
    pending_hold_seats INTEGER NOT NULL DEFAULT 1, remove_on_inactive INTEGER NOT NULL DEFAULT 1,
    revoke_on_removal INTEGER NOT NULL DEFAULT 0);
CREATE TABLE other_enterprises (id TEXT PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE domains (domain TEXT PRIMARY KEY);
CREATE TABLE accounts (id TEXT PRIMARY KEY, subject TEXT, email TEXT, email_key TEXT, first_name TEXT,
    last_name TEXT, source TEXT, created_at TEXT, updated_at TEXT, name_edited_at TEXT, changed_at TEXT);
CREATE UNIQUE INDEX accounts_one_subject ON accounts (subject);
CREATE UNIQUE INDEX accounts_one_email_key ON accounts (email_key);
CREATE INDEX accounts_by_change ON accounts (COALESCE(changed_at, updated_at), id);
CREATE INDEX accounts_by_name ON accounts (last_name COLLATE NOCASE, first_name COLLATE NOCASE);
CREATE TABLE memberships (account_id TEXT PRIMARY KEY, enterprise_id TEXT, role TEXT, source TEXT, created_at TEXT);
CREATE INDEX memberships_by_enterprise ON memberships (enterprise_id, account_id);
CREATE INDEX memberships_by_role ON memberships (enterprise_id, role, account_id);
CREATE TABLE paid_seats (enterprise_id TEXT PRIMARY KEY, members INTEGER NOT NULL);
CREATE TRIGGER member_takes_seat AFTER INSERT ON memberships WHEN NEW.role <> 'it_admin' BEGIN
    INSERT INTO paid_seats VALUES (NEW.enterprise_id, 1) ON CONFLICT DO UPDATE SET members = members + 1; END;
CREATE TRIGGER member_frees_seat AFTER DELETE ON memberships WHEN OLD.role <> 'it_admin' BEGIN
    UPDATE paid_seats SET members = members - 1 WHERE enterprise_id = OLD.enterprise_id; END;
CREATE TRIGGER new_role_frees_seat AFTER UPDATE ON memberships WHEN OLD.role <> 'it_admin' BEGIN
    UPDATE paid_seats SET members = members - 1 WHERE enterprise_id = OLD.enterprise_id; END;
CREATE TRIGGER new_role_takes_seat AFTER UPDATE ON memberships WHEN NEW.role <> 'it_admin' BEGIN
    INSERT INTO paid_seats VALUES (NEW.enterprise_id, 1) ON CONFLICT DO UPDATE SET members = members + 1; END;
CREATE TABLE directory_links (account_id TEXT PRIMARY KEY, directory_user_id TEXT);
CREATE UNIQUE INDEX directory_links_one_directory_user_id ON directory_links (directory_user_id);
CREATE TABLE flow_directory_users (id TEXT PRIMARY KEY, idp_id TEXT, username TEXT, email TEXT, email_key TEXT,
    first_name TEXT, last_name TEXT, state TEXT, updated_at TEXT);
CREATE INDEX flow_directory_users_by_email ON flow_directory_users (email_key);
CREATE TABLE flow_groups (id TEXT PRIMARY KEY, idp_id TEXT, name TEXT);
CREATE TABLE flow_group_members (group_id TEXT, directory_user_id TEXT, PRIMARY KEY (group_id, directory_user_id));
CREATE TABLE invitations (id TEXT PRIMARY KEY, email TEXT, email_key TEXT, role TEXT, state TEXT, kind TEXT, link TEXT,
    created_at TEXT, expires_at TEXT, accepted_at TEXT, revoked_at TEXT);
CREATE INDEX invitations_by_email ON invitations (email_key, state);
CREATE TABLE join_requests (id TEXT PRIMARY KEY, email TEXT, email_key TEXT, state TEXT, created_at TEXT,
    decided_at TEXT);
CREATE INDEX invitations_by_state ON invitations (state, id);
CREATE INDEX join_requests_by_email ON join_requests (email_key);
CREATE TABLE audit (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, at TEXT, event_id TEXT, event TEXT,
    reason TEXT, email TEXT, email_key TEXT, directory_user_id TEXT, account_id TEXT, actor TEXT, detail TEXT);
CREATE UNIQUE INDEX audit_one_id ON audit (id);
CREATE INDEX audit_by_email ON audit (email_key, position);
CREATE INDEX audit_by_event ON audit (event_id);
CREATE INDEX audit_by_user ON audit (directory_user_id);
CREATE INDEX audit_by_account ON audit (account_id);
CREATE INDEX audit_by_reason ON audit (reason);
CREATE INDEX audit_by_time ON audit (at);
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
"""

_SIGN_IN = """
CREATE TABLE browsers (id INTEGER PRIMARY KEY, cookie TEXT UNIQUE, form_token TEXT, subject TEXT, auth_time INTEGER,
    created REAL);
CREATE TABLE attempts (id TEXT PRIMARY KEY, browser INTEGER, parameters TEXT, created REAL, fresh_login INTEGER,
    method TEXT, email TEXT, subject TEXT, auth_time INTEGER, finished INTEGER DEFAULT 0);
CREATE TABLE pushed (request_uri TEXT PRIMARY KEY, parameters TEXT, expires REAL);
CREATE TABLE codes (code TEXT PRIMARY KEY, family TEXT, subject TEXT, redirect_uri TEXT, scope TEXT, nonce TEXT,
    challenge TEXT, auth_time INTEGER, expires REAL, used INTEGER DEFAULT 0);
CREATE TABLE tokens (access TEXT PRIMARY KEY, refresh TEXT UNIQUE, family TEXT, subject TEXT, scope TEXT,
    auth_time INTEGER, issued REAL, access_expires REAL, refresh_used INTEGER DEFAULT 0, revoked INTEGER DEFAULT 0);
CREATE INDEX tokens_by_family ON tokens (family);
CREATE INDEX tokens_by_subject ON tokens (subject);
CREATE TABLE console_sessions (cookie TEXT PRIMARY KEY, form_token TEXT, subject TEXT, notice TEXT, created REAL);
"""

SCHEMA = _WORLD + _IDENTITY_PROVIDER + _DIRECTORY_SYNC + _FLOW + _SIGN_IN
