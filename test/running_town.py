"""A demonstration municipality served by the real program, for the tests that mistreat it."""
import contextlib
import html.parser
import http.client
import os
import pathlib
import re
import sqlite3
import subprocess
import urllib.parse

root = pathlib.Path(__file__).resolve().parent.parent
program = os.environ.get("TRYGBY_PROGRAM", str(root / "build/dev/trygby"))
answer_timeout_s = 20

# kind in the trail and the history → where it is registered, its table, where the mark stands
KINDS = {
    "observation": ("/observationer/ny", "observation", "text"),
    "enquiry": ("/henvendelser/ny", "enquiry", "question"),
    "activity": ("/aktiviteter/ny", "activity", "title"),
}


def form_of(kind, mark):
    """The fields of a registration that can be told from all others by its mark."""
    if kind == "observation":
        return {"category": "noise", "district": "town_centre", "observed_on": "2025-11-01",
                "observed_time": "12:00", "text": mark}
    if kind == "enquiry":
        return {"received_on": "2025-11-01", "received_time": "12:00", "channel": "telephone",
                "subject": "traffic", "initiative": "advice_to_citizens", "question": mark}
    return {"initiative": "street_work_at_events", "title": mark, "district": "town_centre",
            "starts_on": "2025-11-01", "starts_time": "12:00", "ends_time": "13:00",
            "state": "held", "attendance_total": "7"}


def registered_id(status, location):
    """The id in the answer to a registration; None when it was not acknowledged."""
    found = re.search(r"/(\d+)\?besked=oprettet$", location)
    return int(found.group(1)) if status == 303 and found else None


class Broken(Exception):
    """The test itself could not go on."""


def command(folder, *words):
    """One of the program's commands on the town in the folder."""
    return subprocess.run([program, *words, "--config", str(folder / "trygby.yaml")],
                          capture_output=True, text=True, check=False,
                          env={**os.environ, "LANG": "en"})


def make_town(folder):
    made = subprocess.run([program, "demo", str(folder), "--catalogue",
                           str(root / "catalogue/ishoej")],
                          capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Broken(f"the demonstration could not be made: {made.stderr}")


def open_database(folder):
    return contextlib.closing(sqlite3.connect(folder / "trygby.db"))


def damage_of(folder):
    """What the program and SQLite find wrong with the town, a line each."""
    doctor = command(folder, "doctor")
    # A small disk is no damage.
    wrong = [line.strip() for line in doctor.stdout.splitlines()
             if "FEJL" in line and "Free space" not in line]
    if wrong or doctor.returncode not in (0, 1):
        yield f"doctor: {'; '.join(wrong)}{doctor.stderr.strip()}"
    verify = command(folder, "trail", "verify")
    if verify.returncode != 0:
        yield "trail verify: " + verify.stdout.strip() + verify.stderr.strip()
    with open_database(folder) as database:
        for check in ("integrity_check", "foreign_key_check"):
            answer = database.execute(f"pragma {check}").fetchall()
            if answer not in ([("ok",)], []):
                yield f"{check}: {answer[:3]}"


class Server:
    """`trygby serve`, started and perhaps not yet listening."""

    def __init__(self, folder, log_folder=None, listen_port=0):
        self.log = open((log_folder or folder) / "serve.log", "w", encoding="utf-8")
        # Python ignores SIGXFSZ and SIGPIPE; what is started here shall, too.
        self.process = subprocess.Popen(
            [program, "serve", "--config", str(folder / "trygby.yaml"), "--port", str(listen_port)],
            stdout=subprocess.PIPE, stderr=self.log, text=True, restore_signals=False)

    def port(self):
        for line in self.process.stdout:
            found = re.search(r"https?://127\.0\.0\.1:(\d+)/", line)
            if found:
                return int(found.group(1))
        raise Broken(f"the program did not start: {pathlib.Path(self.log.name).read_text()[-500:]}")

    def kill(self):
        self.process.kill()
        self._ended()

    def stop(self):
        self.process.terminate()
        self._ended()

    def _ended(self):
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


class _HiddenFields(html.parser.HTMLParser):
    def __init__(self, action):
        super().__init__()
        self.action, self.inside, self.fields = action, False, {}

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("action") == self.action
        if tag == "input" and self.inside and values.get("type") == "hidden":
            self.fields[values["name"]] = values.get("value", "")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


def hidden_fields(page, action):
    """The hidden fields of the page's form with this action."""
    parser = _HiddenFields(action)
    parser.feed(page)
    return parser.fields


class Browser:
    """One connection with a session's cookies."""

    def __init__(self, port, cookies=None, trust=None):
        """With `trust`, a TLS context, over an encrypted connection."""
        self.connection = (
            http.client.HTTPSConnection("localhost", port, timeout=answer_timeout_s, context=trust)
            if trust else http.client.HTTPConnection("127.0.0.1", port, timeout=answer_timeout_s))
        self.cookies = dict(cookies or {})

    def request(self, method, target, form=None, headers=None):
        """Status, the Location header, and the body as text."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **(headers or {})}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, target, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def give_password(self, folder, user):
        users = (folder / "demo-users.yaml").read_text(encoding="utf-8")
        password = re.search(rf"username: {user}\n +password: (\S+)", users).group(1)
        return self.request("POST", "/log-ind", {"brugernavn": user, "adgangskode": password})

    def give_code(self, folder, user):
        code = command(folder, "demo", "code", user).stdout.strip()
        return self.request("POST", "/log-ind/kode", {"kode": code})

    def sign_in(self, folder, user):
        self.give_password(folder, user)
        self.give_code(folder, user)
        if self.request("GET", "/")[0] != 200:
            raise Broken(f"{user} could not sign in")

    def token(self):
        """The protection token that all forms of the session accept."""
        _, _, page = self.request("GET", "/konto")
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
