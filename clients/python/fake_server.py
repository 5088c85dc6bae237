"""A server with the API's behaviour towards annotators, in memory, for the tests of the client."""

import http.server
import json
import threading
import urllib.parse


class FakeServer:
    """Deals sources in order (or as ``deal`` says), keeps operation ids, and can lose answers after their effect."""

    def __init__(self, names, round_after=0):
        self.names = names
        self.round_after = round_after
        self.campaigns = {}
        self.lose_every = 0
        self.requests = 0
        self.asked = []
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def add_campaign(self, name, policy=None):
        self.campaigns[name] = _Campaign(name, self.names, policy or {}, self.round_after)
        return self.campaigns[name]

    def answer(self, method, path, query, body):
        """Status and JSON of one request."""
        parts = path.strip("/").split("/")[2:]
        if method == "POST" and parts == ["campaigns"]:
            return 201, self.add_campaign(body["id"], body["policy"]).status()
        campaign = self.campaigns.get(parts[1])
        if campaign is None:
            return 404, {"type": "urn:lensgrains/unknown-campaign", "title": "No such campaign"}
        return campaign.answer(method, parts[2:], query, body)

    def _handler(self):
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self._reply("GET")

            def do_POST(self):
                self._reply("POST")

            def log_message(self, *arguments):
                """Keeps the test output clean."""

            def _reply(self, method):
                address = urllib.parse.urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                server.requests += 1
                server.asked.append((method, self.path, body, self.headers.get("Authorization")))
                status, answer = server.answer(method, address.path, urllib.parse.parse_qs(address.query), body)
                if server.lose_every and server.requests % server.lose_every == 0:
                    self.close_connection = True
                    return
                text = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json" if status < 400 else "application/problem+json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        return Handler


class _Campaign:
    def __init__(self, name, names, policy, round_after):
        self.name, self.names, self.policy, self.round_after = name, names, policy, round_after
        self.labels = {}
        self.imported = {}
        self.open_pages = []
        self.queues = []
        self.pages = {}
        self.submitted = {}
        self.current_round = 0
        self.polls_of_round = 0
        self.ingests = 0

    def status(self):
        due = bool(self.round_after) and len(self.labels) // self.round_after > self.current_round
        if due:
            self.polls_of_round += 1
            if self.polls_of_round > 2:
                self.current_round += 1
                self.polls_of_round, due = 0, False
        missing = None
        if self.round_after:
            missing = (self.current_round + 1) * self.round_after - len(self.labels)
        return {
            "id": self.name, "catalog": "cat", "state": "ready", "classes": ["non-lens", "lens"], "positive": "lens",
            "policy": self.policy, "sources": len(self.names), "submissions": len(self.labels),
            "currentRound": self.current_round, "activeRound": self.current_round + 1 if due else None,
            "labelsUntilRound": missing, "refusal": None, "labelled": self._labelled(),
        }

    def answer(self, method, parts, query, body):
        if not parts:
            return 200, self.status()
        kind = (method, parts[0], len(parts))
        if kind == ("GET", "pages", 1):
            return 200, {"items": self.open_pages, "next": None}
        if kind == ("POST", "pages", 1):
            self.queues.append(body.get("queue"))
            return 200, self._deal(body["operationId"])
        if kind == ("POST", "labels", 1):
            self.imported.update({label["sourceId"]: label["label"] for label in body["labels"]})
            return 200, {"operationId": body["operationId"], "outcome": "accepted", "accepted": len(body["labels"])}
        if kind == ("POST", "pages", 3):
            return self._submit(parts[1], body)
        if kind == ("GET", "rounds", 1):
            numbers = range(self.current_round, 0, -1)
            return 200, {"items": [{"number": number, "state": "published"} for number in numbers], "next": None}
        if kind == ("GET", "sources", 1):
            return 200, self._sources(query)
        return self._ingest(method)

    def _labelled(self):
        all_labels = [*self.labels.values(), *self.imported.values()]
        return {name: all_labels.count(name) for name in ("non-lens", "lens")}

    def _deal(self, operation):
        if operation not in self.pages:
            dealt = {tile["sourceId"] for page in self.pages.values() for tile in page["tiles"]} | set(self.imported)
            tiles = [{"sourceId": name, "name": name} for name in self.names if name not in dealt][:10]
            self.pages[operation] = {"pageId": f"p{len(self.pages) + 1}", "round": self.current_round, "tiles": tiles}
        return self.pages[operation]

    def _submit(self, page, body):
        operation = body["operationId"]
        if operation not in self.submitted:
            self.submitted[operation] = body
            self.open_pages = [opened for opened in self.open_pages if opened["pageId"] != page]
            for label in body["labels"]:
                assert label["sourceId"] not in self.labels, "labelled twice"
                self.labels[label["sourceId"]] = label["label"]
        elif self.submitted[operation] != body:
            return 422, {"type": "urn:lensgrains/operation-reused", "title": "Another body", "errors": {"labels": ["differ"]}}
        return 200, {"operationId": operation, "outcome": "accepted", "accepted": len(body["labels"])}

    def _sources(self, query):
        after = int(query.get("after", ["0"])[0])
        names = self.names[after : after + 30]
        items = [{"sourceId": name, "name": name, "score": (after + place) / len(self.names) if self.current_round else None,
                  "label": self.labels.get(name, self.imported.get(name))} for place, name in enumerate(names)]
        return {"items": items, "next": str(after + 30) if after + 30 < len(self.names) else None}

    def _ingest(self, method):
        self.ingests += method == "GET"
        return 202, {"number": 1, "state": "done" if self.ingests > 1 else "running", "message": None}
