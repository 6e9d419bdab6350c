"""Which column is which: headers in many languages and spellings, and what a person chooses instead."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flow_desktop.core.pilot.columns import (
    ColumnChoice,
    Role,
    UnknownColumn,
    find_columns,
    fold_header,
    kind_of,
    letters,
    parse_vocabulary,
    rank,
)
from flow_desktop.core.pilot.rows import ListKind
from tests.support.resources import toml

TABLE = toml("pilot/columns.toml")
VOCABULARY = parse_vocabulary(TABLE)


def roles(headers: list[str], choice: ColumnChoice | None = None) -> dict[str, str]:
    """What the columns are taken for."""
    found = find_columns(headers, VOCABULARY, choice)
    return dict(found.named()) if found else {}


@pytest.mark.parametrize(
    ("headers", "email", "given", "family"),
    [
        (["First Name", "Last Name", "E-Mail"], "E-Mail", "First Name", "Last Name"),
        (["E-Mail-Adresse", "Vorname", "Nachname"], "E-Mail-Adresse", "Vorname", "Nachname"),
        (["Name", "Vorname", "E-Mail (geschäftlich)"], "E-Mail (geschäftlich)", "Vorname", "Name"),
        (["Nom", "Prénom", "Adresse e-mail"], "Adresse e-mail", "Prénom", "Nom"),
        (["Nom de famille", "PRENOM", "Courriel"], "Courriel", "PRENOM", "Nom de famille"),
        (["Nombre", "Apellidos", "Correo electrónico"], "Correo electrónico", "Nombre", "Apellidos"),
        (["Nome", "Cognome", "Indirizzo e-mail"], "Indirizzo e-mail", "Nome", "Cognome"),
        (["Voornaam", "Achternaam", "E-mailadres"], "E-mailadres", "Voornaam", "Achternaam"),
        (["Voornaam", "Naam", "Mailadres"], "Mailadres", "Voornaam", "Naam"),
        (["Nome próprio", "Apelido", "Endereço de e-mail"], "Endereço de e-mail", "Nome próprio", "Apelido"),
        (["Nome", "Sobrenome", "E-mail corporativo"], "E-mail corporativo", "Nome", "Sobrenome"),
        (["Imię", "Nazwisko", "Adres e-mail"], "Adres e-mail", "Imię", "Nazwisko"),
        (["姓", "名", "メールアドレス"], "メールアドレス", "名", "姓"),
        (["first_name", "last_name", "email"], "email", "first_name", "last_name"),
        (["user.firstName", "user.lastName", "user.email"], "user.email", "user.firstName", "user.lastName"),
        (["name.givenName", "name.familyName", "emails.value"], "emails.value", "name.givenName", "name.familyName"),
        (["GIVENNAME", "SN", "MAIL"], "MAIL", "GIVENNAME", "SN"),
        (["  E‑Mail  ", "First\u00a0name", "Last-Name"], "  E‑Mail  ", "First\u00a0name", "Last-Name"),
    ],
)
def test_headers_are_known_in_many_languages(headers: list[str], email: str, given: str, family: str) -> None:
    """E-mail, first name and last name are found whatever language and spelling their headers have."""
    assert roles(headers) == {"email": email, "given": given, "family": family}


@pytest.mark.parametrize(
    ("headers", "full"),
    [
        (["Name", "E-Mail"], "Name"),
        (["Nombre", "Correo"], "Nombre"),
        (["Nom", "Courriel"], "Nom"),
        (["氏名", "メール"], "氏名"),
        (["displayName", "mail"], "displayName"),
        (["Mitarbeiter", "E-Mail"], "Mitarbeiter"),
    ],
)
def test_a_whole_name_is_not_taken_for_half_of_it(headers: list[str], full: str) -> None:
    """One name column is the whole name, even where its header means a first or last name beside another."""
    assert roles(headers) == {"email": headers[1], "full": full}


@pytest.mark.parametrize(
    ("headers", "email", "login"),
    [
        (["userPrincipalName", "mail"], "mail", "userPrincipalName"),
        (["Login", "Primary email", "Secondary email"], "Primary email", "Login"),
        (["username", "email"], "email", "username"),
        (["User principal name", "Display name"], "User principal name", ""),
        (["Recovery Email", "Email Address [Required]", "Manager Email"], "Email Address [Required]", ""),
    ],
)
def test_a_mail_column_is_chosen_before_a_login_column(headers: list[str], email: str, login: str) -> None:
    """Flow knows people by their e-mail; a login counts only where there is no mail column, a second address never."""
    found = roles(headers)
    assert (found["email"], found.get("login", "")) == (email, login)


def test_the_login_stays_with_the_row() -> None:
    """The column that was not chosen is an extra column, so that it reaches the export."""
    found = find_columns(["userPrincipalName", "mail", "city"], VOCABULARY)
    assert found is not None
    assert found.extras == (0, 2)


def test_a_person_chooses_otherwise() -> None:
    """What a person says counts more than any header, and a column they take away from a role is free."""
    headers = ["mail", "userPrincipalName", "givenName", "surname", "Spitzname"]
    assert roles(headers, ColumnChoice(email="userPrincipalName")) == {
        "email": "userPrincipalName",
        "given": "givenName",
        "family": "surname",
    }
    assert roles(headers, ColumnChoice(given="Spitzname", login=""))["given"] == "Spitzname"
    assert "family" not in roles(headers, ColumnChoice(family=""))
    assert roles(headers, ColumnChoice(full="Spitzname"))["full"] == "Spitzname"


def test_a_chosen_column_has_to_be_there() -> None:
    """A choice that names no column is refused with the name, never replaced by a guess."""
    with pytest.raises(UnknownColumn) as raised:
        find_columns(["mail"], VOCABULARY, ColumnChoice(email="E-Mail"))
    assert raised.value.wanted == "E-Mail"


def test_without_an_e_mail_there_are_no_columns() -> None:
    """Names alone are no list of people."""
    assert find_columns(["First name", "Last name", "Manager email"], VOCABULARY) is None


@pytest.mark.parametrize("role", list(Role))
def test_every_header_of_the_data_is_recognised(role: Role) -> None:
    """Each header of the data file is found for its role, in capitals, too."""
    headers = [header for group in TABLE["roles"][role].values() for header in group]
    assert [header for header in headers if rank(header.upper(), role, VOCABULARY) is None] == []


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt", "pl", "ja"])
def test_every_role_is_told_in_every_language(language: str) -> None:
    """E-mail and names have headers in each of the languages."""
    for role in (Role.EMAIL, Role.GIVEN, Role.FAMILY, Role.FULL):
        assert TABLE["roles"][role].get(language)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["userPrincipalName", "displayName", "objectId"], ListKind.ENTRA),
        (["Login", "First name", "Last name", "Primary email"], ListKind.OKTA),
        (["First Name [Required]", "Last Name [Required]", "Email Address [Required]", "Org Unit Path [Required]"],
         ListKind.GOOGLE),
        (["username", "email", "firstname", "lastname"], ListKind.JUMPCLOUD),
        (["Firstname", "Lastname", "Email", "OneLogin ID"], ListKind.ONELOGIN),
        (["Email", "First name", "Last name"], ListKind.TABLE),
    ],
)  # fmt: skip
def test_exports_are_recognised(headers: list[str], kind: ListKind) -> None:
    """A header row tells whose export it is, and an ordinary one claims nothing."""
    assert kind_of(headers, VOCABULARY) is kind


@example("𝜜")  # a capital only once it is made plain
@given(st.text(max_size=40))
def test_folding_a_header_twice_changes_nothing(header: str) -> None:
    """Folding is idempotent, and leaves letters and digits only."""
    folded = fold_header(header)
    assert fold_header(folded) == folded
    assert not folded or folded.isalnum()


@pytest.mark.parametrize(("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_without_a_header_have_letters(at: int, name: str) -> None:
    """As a spreadsheet names them."""
    assert letters(at) == name
