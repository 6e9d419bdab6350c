"""The exports people really have: identity providers' own headers, in their own order.

Headers are those of the products: Microsoft's and Google's documentation of their downloads, Okta's template for
importing people, OneLogin's and JumpCloud's attributes of a user.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest

from flow_desktop.adapters.lists import read_bytes
from flow_desktop.core.pilot.rows import ListKind, PilotRow

ENTRA = (
    "userPrincipalName,displayName,surname,mail,givenName,objectId,userType,jobTitle,department,accountEnabled,"
    "usageLocation,streetAddress,state,country,physicalDeliveryOfficeName,city,postalCode,telephoneNumber,mobile,"
    "authenticationAlternativePhoneNumber,authenticationEmail,alternateEmailAddress,ageGroup,"
    "consentProvidedForMinor,legalAgeGroupClassification"
)
ENTRA_NEW = (
    "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,"
    "usageLocation,streetAddress,state,country,officeLocation,city,postalCode,telephoneNumber,mobilePhone,"
    "alternateEmailAddress,ageGroup,consentProvidedForMinor,legalAgeGroupClassification,companyName,creationType,"
    "directorySynced,invitationState,identityIssuer,createdDateTime"
)
MICROSOFT_365 = (
    "Block credential,City,Country/Region,Department,Display name,First name,Last name,Licenses,Mobile Phone,"
    "Object Id,Office,Title,Usage location,User principal name,When created"
)
OKTA = (
    "login,firstName,lastName,middleName,honorificPrefix,honorificSuffix,email,title,displayName,nickName,"
    "profileUrl,secondEmail,mobilePhone,primaryPhone,department,manager,managerId"
)
OKTA_REPORT = "Okta user ID,Login,First name,Last name,Primary email,Secondary email,Okta status,Department"
ONELOGIN = "Firstname,Lastname,Email,Username,OneLogin ID,Status,Department,Samaccountname,Manager Email"
GOOGLE = (
    "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
    "Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],"
    "Status [READ ONLY],Last Sign In [READ ONLY],Recovery Email,Home Secondary Email,Work Secondary Email,"
    "Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,Employee ID,Manager Email,Department"
)
JUMPCLOUD = "_id,username,email,firstname,lastname,displayname,department,activated,account_locked,alternateEmail"


@dataclass(frozen=True)
class Export:
    """One product's header line, and what it has to be taken for."""

    header: str
    kind: ListKind
    email: str
    given: str
    family: str
    login: str = ""


EXPORTS = {
    "entra": Export(ENTRA, ListKind.ENTRA, "mail", "givenName", "surname", "userPrincipalName"),
    "entra_new": Export(ENTRA_NEW, ListKind.ENTRA, "mail", "givenName", "surname", "userPrincipalName"),
    "microsoft_365": Export(MICROSOFT_365, ListKind.ENTRA, "User principal name", "First name", "Last name"),
    "okta": Export(OKTA, ListKind.OKTA, "email", "firstName", "lastName", "login"),
    "okta_report": Export(OKTA_REPORT, ListKind.OKTA, "Primary email", "First name", "Last name", "Login"),
    "onelogin": Export(ONELOGIN, ListKind.ONELOGIN, "Email", "Firstname", "Lastname", "Username"),
    "google": Export(
        GOOGLE, ListKind.GOOGLE, "Email Address [Required]", "First Name [Required]", "Last Name [Required]"
    ),
    "jumpcloud": Export(JUMPCLOUD, ListKind.JUMPCLOUD, "email", "firstname", "lastname", "username"),
    "jumpcloud_short": Export(
        "email,username,firstname,lastname", ListKind.JUMPCLOUD, "email", "firstname", "lastname", "username"
    ),
}


def exported(one: Export, delimiter: str = ",") -> bytes:
    """A file with two people; every other column has a value of its own."""
    headers = one.header.split(",")
    told = {one.email: "ada.byron@pilot.example", one.given: "Ada", one.family: 'Byron, née "A"', one.login: "ada"}
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerow([told.get(header, f"{header} 1") for header in headers])
    writer.writerow([told.get(header, "") for header in headers])
    return file.getvalue().encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("name", list(EXPORTS))
def test_an_export_is_read(name: str, delimiter: str) -> None:
    """The product is recognised, the person's own e-mail and names are taken, and every other column is kept."""
    one = EXPORTS[name]
    found = read_bytes(exported(one, delimiter), f"{name}.csv")
    columns = {"email": one.email, "given": one.given, "family": one.family}
    assert found.read_as.kind is one.kind
    assert found.read_as.delimiter == delimiter
    assert dict(found.read_as.columns) == columns | ({"login": one.login} if one.login else {})
    others = tuple(header for header in one.header.split(",") if header not in columns.values())
    assert found.extra_columns == others
    extras = tuple("ada" if header == one.login else f"{header} 1" for header in others)
    assert found.rows[0] == PilotRow(2, "ada.byron@pilot.example", "Ada", 'Byron, née "A"', None, extras)
    assert [row.line for row in found.rows] == [2, 3]
    assert not found.rejected


def test_a_mailless_row_of_entra_is_looked_for_by_its_login() -> None:
    """People without a mailbox have no mail in Entra: their userPrincipalName stands in, and that is counted."""
    text = "userPrincipalName,mail,userType\nada@t.example,ada@x.example,Member\nbo@t.example,,Member\nsvc,,Member\n"
    found = read_bytes(text.encode(), "exportUsers.csv")
    assert [row.email for row in found.rows] == ["ada@x.example", "bo@t.example"]
    assert found.read_as.by_login == 1
    assert [(one.line, one.fault.value) for one in found.rejected] == [(4, "no_email")]
    assert found.rows[1].extras == ("bo@t.example", "Member")


def test_the_template_of_entra_has_its_headers_in_the_second_line() -> None:
    """What is above the headers is left out and told."""
    text = (
        "version:v1.0,,,\n"
        "Name [displayName] Required,User name [userPrincipalName] Required,"
        "First name [givenName],Last name [surname]\n"
        "Ada Byron,ada@x.example,Ada,Byron\n"
    )
    found = read_bytes(text.encode(), "UserCreateTemplate.csv")
    assert found.read_as.header_line == 2
    assert found.rows == (PilotRow(3, "ada@x.example", "Ada", "Byron", None, ("Ada Byron",)),)


def test_powershell_writes_a_type_before_the_headers() -> None:
    """`Export-Csv` of Windows PowerShell begins with a line of its own, and quotes everything."""
    text = (
        "#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\r\n"
        '"GivenName","Surname","UserPrincipalName","SamAccountName","mail"\r\n'
        '"Ada","Byron","ada@t.example","abyron","ada@x.example"\r\n'
    )
    found = read_bytes(text.encode("utf-16"), "users.csv")
    assert found.rows == (PilotRow(3, "ada@x.example", "Ada", "Byron", None, ("ada@t.example", "abyron")),)
