"""For tests of live captures: a virtual cable between pr0 and pr1 in a network namespace of its own, and captures that
have begun."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from same_case import run


class Report:
    """Lines as GoogleTest prints them, for programs that count them."""

    def __init__(self, suite):
        self.suite, self.failed = suite, False

    def check(self, name, problem):
        self.failed = self.failed or bool(problem)
        if problem:
            print(problem)
        print(f"[{'  FAILED  ' if problem else '       OK '}] {self.suite}.{name}", flush=True)

    def skip(self, name, why):
        print(f"[  SKIPPED ] {self.suite}.{name} ({why})", flush=True)

    def status(self):
        return 1 if self.failed else 0


def unavailable():
    """Why there can be no cable here, or nothing."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "unshare or ip is not installed"
    if subprocess.run(["unshare", "--net", "ip", "link", "set", "lo", "up"], stderr=subprocess.DEVNULL).returncode:
        return "no network namespace can be made"
    return None


def make_cable():
    # neighbour discovery would add packets that nobody sent
    for scope in ("all", "default"):
        pathlib.Path(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6").write_text("1")
    for words in ("link add pr0 mtu 16000 type veth peer name pr1 mtu 16000", "link set pr0 up", "link set pr1 up"):
        run("ip", *words.split())


def in_namespace(report, main):
    """Runs main(folder) with a cable, in this script started anew; the folder is its own and goes away."""
    why = unavailable()
    if why:
        report.skip("capture_on_a_cable", why)
        return
    if "--inside" not in sys.argv:
        sys.exit(subprocess.run(["unshare", "--net", sys.executable, *sys.argv, "--inside"]).returncode)
    sys.argv.remove("--inside")
    make_cable()
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_STATE_HOME"] = place
        status = main(pathlib.Path(place))
    sys.exit(status)


def promiscuity(device="pr1"):
    """How many want every frame of it."""
    words = run("ip", "-d", "-o", "link", "show", device).split()
    return int(words[words.index(b"promiscuity") + 1])


def xdp_attached(device="pr1"):
    """Whether a program sees every frame before the kernel does."""
    return b" xdp" in run("ip", "-o", "link", "show", device)


def backends(program, place, report):
    """What BACKENDS names (libpcap, xdp; the first alone without it), each with its words on the command line."""
    for backend in os.environ.get("BACKENDS", "libpcap").split():
        words = [] if backend == "libpcap" else ["--backend", backend]
        if backend == "xdp":
            tried = subprocess.run([program, "capture", *words, "-i", "pr1", "-t", "1", "--database", place / "tried.prcase"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if tried.returncode == 5:  # a right, or a helper, that is missing
                report.skip(backend, tried.stderr.decode(errors="replace").strip())
                continue
        yield backend, words


def status_of(process):
    """What /proc says of a process."""
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def lives(process):
    try:
        return status_of(process)["State"][0] not in "ZX"
    except OSError:
        return False


class Recording:
    """A capture of pr1, or of another interface, that has begun; `first`: words before the interface."""

    def __init__(self, program, case, *options, interface="pr1", first=(), **how):
        self.program, self.case = program, case
        self.process = subprocess.Popen(
            [program, "capture", *first, "-i", interface, "--log-level", "warning", *options, "--database", case],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler), **how)
        self.helper, self.rights = None, None
        limit = time.monotonic() + 20
        while time.monotonic() < limit and self.process.poll() is None:
            self.rights = self.helper_rights()
            if self.rights and self.rights["Seccomp"] == "2":  # confined: the device is open
                time.sleep(0.3)
                return
            time.sleep(0.01)
        raise SystemExit(f"the capture did not begin: {self.process.stderr.read().decode()}")

    def helper_rights(self):
        """What /proc says of the helper, the only child."""
        try:
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            self.helper = int(children[0])
            return status_of(self.helper)
        except (OSError, IndexError):
            return None

    def interrupt(self):
        time.sleep(0.3)  # what was sent arrives
        self.process.send_signal(signal.SIGINT)

    def finish(self):
        """(status, packets stored, packets reported as dropped, their numbers in order)"""
        _, said = self.process.communicate(timeout=120)
        if said:
            print(said.decode(errors="replace"))
        session, numbers = self.stored()
        return self.process.returncode, session["packets"], session["dropped"], numbers

    def stored(self):
        """(the row of the session, the numbers of its packets in order), of a case that verifies; None where it was killed
        before there was a session"""
        sessions = json.loads(run(self.program, "sessions", "--database", self.case, "--format", "json"))
        if not sessions:
            return None, []
        session = sessions[-1]
        payloads = run(self.program, "query", "--database", self.case, "-T", "fields", "-e", "data.data").split()
        run(self.program, "verify", "--quiet", "--database", self.case)
        return session, [int(text[:8], 16) for text in payloads]
