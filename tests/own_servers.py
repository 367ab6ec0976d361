"""Real servers for a while, on the loopback and a free port: S3, SFTP, WebDAV."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SSHD = "/usr/sbin/sshd"
PRIVATE = Path("/run/sshd")

_S3 = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""

_DAV = """
import sys, threading
from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp
users = {"*": {"ward": {"password": sys.argv[2]}}}
app = WsgiDAVApp({"provider_mapping": {"/": sys.argv[1]}, "simple_dc": {"user_mapping": users},
    "http_authenticator": {"domain_controller": None}, "verbose": 0, "logging": {"enable": False}})
server = wsgi.Server(("127.0.0.1", 0), app)
server.prepare()
print(server.bind_addr[1], flush=True)
threading.Thread(target=server.serve, daemon=True).start()
sys.stdin.read()
server.stop()
"""


@contextmanager
def _running(program: str, *arguments: str, **environ: str) -> Iterator[int]:
    """A Python program that says its port, and ends when its input does."""
    words = [sys.executable, "-W", "ignore", "-c", program, *arguments]
    child = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environ},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield int(child.stdout.readline())
    finally:
        child.stdin.close()
        child.stdout.close()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def own_s3() -> Iterator[str]:
    """An S3 server; its address."""
    with _running(_S3, AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s") as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def own_dav(folder: Path, password: str) -> Iterator[int]:
    """A WebDAV server on a folder, for the name `ward` and a password; its port."""
    with _running(_DAV, str(folder), password) as port:
        yield port


def why_no_sshd() -> str:
    """Why no SSH server can be started here; "" where one can."""
    if not os.access(SSHD, os.X_OK) or shutil.which("ssh-keygen") is None:
        return "sshd is not installed (Debian: apt-get install openssh-server)"
    if os.geteuid() == 0 and not PRIVATE.is_dir():
        return f"run as root, sshd needs {PRIVATE}"
    return ""


@contextmanager
def own_sshd(home: Path) -> Iterator[int]:
    """An OpenSSH server that lets this account in with a key made for it; its port.

    The key and the known host are put into `home`, where a person has them.
    """
    ssh = home / ".ssh"
    ssh.mkdir(mode=0o700)
    for name in ("id_ed25519", "host"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(ssh / name)]
        subprocess.run(words, check=True)
    port = _free_port()
    host = (ssh / "host.pub").read_text()
    (ssh / "known_hosts").write_text(f"[127.0.0.1]:{port} {host}")
    said = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": ssh / "host",
        "AuthorizedKeysFile": ssh / "id_ed25519.pub",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "Subsystem": "sftp internal-sftp",
    }
    (ssh / "sshd_config").write_text("".join(f"{k} {v}\n" for k, v in said.items()))
    quiet = subprocess.DEVNULL
    words = [SSHD, "-D", "-e", "-f", str(ssh / "sshd_config")]
    child = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        _wait_for(port)
        yield port
    finally:
        child.terminate()
        child.wait(5)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("the server never came up")
