"""A directory server over a small tree of people and groups."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from auth.directory import Tree
from scripts import slapd as slapds
from tests.proxy import CERTIFICATE, free_port

TOP = "dc=example,dc=org"
OPEN = "dc=open,dc=org"
SEARCHER, SECRET = f"cn=searcher,{TOP}", "looks for people"
PASSWORD = "correct horse"
PEOPLE = {
    "kim": "김민준",
    "obrien": "Siobhán O'Brien",
    "park": "Park, Ji-woo",
    "lonely": "Nobody's Friend",
    "a*b(c)": "Strange Name",
}
"""People by login name, all with the same password; their entries are called by `cn`, commas and all."""
GROUPS = {
    "tidemark-viewers": ("kim", "park"),
    "tidemark-analysts": ("obrien",),
    "리스크": ("kim",),
    "desk": ("a*b(c)",),
}
POSIX = {"tidemark-admins": ("park", "obrien")}
CONF = """
{modules}
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/nis.schema
include {schema}/inetorgperson.schema
pidfile {folder}/pid
allow bind_anon_cred
TLSCACertificateFile {folder}/fullchain.pem
TLSCertificateFile {folder}/fullchain.pem
TLSCertificateKeyFile {folder}/privkey.pem
"""
DATABASE = """
database mdb
suffix "{suffix}"
directory {folder}/{suffix}
access to attrs=userPassword by anonymous auth by * none
access to * {access}
"""
CLOSED = f'by dn.exact="{SEARCHER}" read by users read by * none'


@dataclass
class Slapd:
    """Where it answers, and the certificate it shows: one for localhost and 127.0.0.1, not for 127.0.0.2."""

    plain: int
    secure: int
    certificate: Path
    password: Path

    def tree(self, url: str = "", top: str = TOP, searcher: str = SEARCHER) -> Tree:
        """How Tidemark finds people in it."""
        return Tree(
            url or f"ldap://localhost:{self.plain}",
            f"ou=people,{top}",
            "(uid={name})",
            f"ou=groups,{top}",
            "(|(member={dn})(memberUid={name}))",
            searcher,
            self.password if searcher else None,
        )


@contextmanager
def running(path: str, folder: Path) -> Iterator[Slapd]:
    """A directory in `folder`, on free ports of 127.0.0.1 and 127.0.0.2."""
    said(*CERTIFICATE.split(), folder=folder)
    made = Slapd(free_port(), free_port(), folder / "fullchain.pem", folder / "searcher")
    made.password.touch(0o600)
    made.password.write_text(f"{SECRET}\n")
    for suffix in (TOP, OPEN):
        (folder / suffix).mkdir()
    (folder / "conf").write_text(configuration(path, folder))
    for suffix in (TOP, OPEN):
        (folder / f"{suffix}.ldif").write_text(ldif(suffix))
        said(path, "-T", "add", "-f", folder / "conf", "-b", suffix, "-l", folder / f"{suffix}.ldif")
    places = f"ldap://127.0.0.1:{made.plain} ldaps://127.0.0.1:{made.secure} ldaps://127.0.0.2:{made.secure}"
    process = subprocess.Popen([path, "-f", folder / "conf", "-h", places, "-d", "0"], env=slapds.libraries(path))
    try:
        answering(process, made.secure)
        yield made
    finally:
        process.terminate()
        process.wait(20)


def said(*command: str | Path, folder: Path | None = None) -> None:
    """Run a command that must succeed."""
    own = slapds.libraries(str(command[0]))
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def answering(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"slapd does not answer: {process.poll()}")


def configuration(path: str, folder: Path) -> str:
    modules = slapds.beside(path, "modules")
    loaded = f"modulepath {modules}\nmoduleload back_mdb" if modules and [*modules.glob("back_mdb*")] else ""
    top = CONF.format(modules=loaded, schema=slapds.beside(path, "schema"), folder=folder)
    accesses = {TOP: CLOSED, OPEN: "by * read"}
    return top + "".join(DATABASE.format(suffix=each, folder=folder, access=accesses[each]) for each in accesses)


def ldif(top: str) -> str:
    """The tree: people, two of whom are `twin`, their groups, and a place that another server has."""
    entries = [
        f"dn: {top}\nobjectClass: dcObject\nobjectClass: organization\no: Example",
        f"dn: ou=people,{top}\nobjectClass: organizationalUnit",
        f"dn: ou=groups,{top}\nobjectClass: organizationalUnit",
        f"dn: ou=more,ou=people,{top}\nobjectClass: organizationalUnit",
        f"dn: ou=elsewhere,ou=people,{top}\nobjectClass: referral\nobjectClass: extensibleObject\n"
        "ref: ldap://127.0.0.1:1/ou=people,dc=elsewhere",
        f"dn: cn=searcher,{top}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\n"
        f"userPassword: {SECRET}",
        *(person(f"cn={escaped(title)},ou=people,{top}", name, title) for name, title in PEOPLE.items()),
        person(f"uid=direct,ou=people,{top}", "direct", "Direct Entry"),
        person(f"cn=One,ou=people,{top}", "twin", "One"),
        person(f"cn=Two,ou=more,ou=people,{top}", "twin", "Two"),
        *(group(name, top, members) for name, members in GROUPS.items()),
        *(
            "\n".join(
                [f"dn: cn={name},ou=groups,{top}", "objectClass: posixGroup", f"gidNumber: {number}"]
                + [f"memberUid: {member}" for member in members]
            )
            for number, (name, members) in enumerate(POSIX.items(), 1)
        ),
    ]
    return "\n\n".join(entries) + "\n"


def person(dn: str, name: str, title: str) -> str:
    return f"dn: {dn}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {title}\nsn: {title}\nuserPassword: {PASSWORD}"


def group(name: str, top: str, members: tuple[str, ...]) -> str:
    lines = [f"dn: cn={name},ou=groups,{top}", "objectClass: groupOfNames"]
    return "\n".join(lines + [f"member: cn={escaped(PEOPLE[member])},ou=people,{top}" for member in members])


def escaped(text: str) -> str:
    return text.replace(",", "\\,")
