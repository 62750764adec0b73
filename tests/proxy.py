"""nginx with the shipped configuration in front of a server on this machine."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT

SHIPPED = ROOT / "deploy" / "nginx.conf"
HOSTS = ROOT / "deploy" / "nginx-hosts.conf"
chance = random.SystemRandom()
SCRATCH = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
CERTIFICATE = """openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost
                 -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout privkey.pem -out fullchain.pem"""


@dataclass(frozen=True)
class Proxy:
    """Where it answers, and the certificate it shows."""

    secure: int
    plain: int
    certificate: Path

    @property
    def address(self) -> str:
        return f"https://localhost:{self.secure}"


def free_port() -> int:
    """A port below those that the system gives to connections, so that it is still free when it is listened on."""
    while True:
        port = chance.randrange(20000, 32000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def proxied(nginx: str, folder: Path, upstream: int, secure: int, other: int = 0) -> Iterator[Proxy]:
    """nginx at the port `secure`, in front of the port `upstream`, or of two hosts; `folder` is its own."""
    subprocess.run(CERTIFICATE.split(), cwd=folder, check=True, capture_output=True)
    proxy = Proxy(secure, free_port(), folder / "fullchain.pem")
    text = (HOSTS if other else SHIPPED).read_text()
    upstreams = {f"10.0.0.1{number}:5006": port for number, port in ((1, upstream), (2, other))}
    upstreams = upstreams if other else {"127.0.0.1:5006": upstream}
    (folder / "nginx.conf").write_text(filled(text, folder, proxy, upstreams))
    own = f"daemon off; pid {folder}/pid; {'user root;' if os.geteuid() == 0 else ''}"
    command = [nginx, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log", "-g", own]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        listening(process, proxy.secure, folder)
        yield proxy
    finally:
        process.terminate()
        process.wait(20)


def filled(shipped: str, folder: Path, proxy: Proxy, upstreams: dict[str, int]) -> str:
    """The shipped configuration with the ports, name and files of a test; each stands in it once."""
    inner = free_port()
    scratch = "".join(f"{name}_temp_path {folder}/{name}; " for name in SCRATCH)
    for placeholder, own in {
        "server_name         tidemark.example.org;": "server_name localhost;",
        "/etc/ssl/tidemark/fullchain.pem": f"{folder}/fullchain.pem",
        "/etc/ssl/tidemark/privkey.pem": f"{folder}/privkey.pem",
        "listen 443 ssl": f"listen 127.0.0.1:{proxy.secure} ssl",
        "listen 80;": f"listen 127.0.0.1:{proxy.plain};",
        **{f"server {shown}": f"server 127.0.0.1:{own}" for shown, own in upstreams.items()},
        "listen 127.0.0.1:5016;": f"listen 127.0.0.1:{inner};",
        "http://127.0.0.1:5016;": f"http://127.0.0.1:{inner};",
        "/var/cache/tidemark": f"{folder}/cache",
        "http {\n": f"http {{\naccess_log off; {scratch}\n",
    }.items():
        assert shipped.count(placeholder) == 1, placeholder
        shipped = shipped.replace(placeholder, own)
    return shipped


def listening(process: subprocess.Popen[bytes], port: int, folder: Path, seconds: float = 20) -> None:
    """Wait until nginx accepts connections."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError((folder / "said").read_text() + (folder / "error.log").read_text())
