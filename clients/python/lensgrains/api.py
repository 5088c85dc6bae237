"""The HTTP API: requests that may be repeated without a second effect, and refusals as exceptions."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

RETRIED_STATUSES = (502, 503, 504)


class Refused(Exception):
    """The server answered with problem details."""

    def __init__(self, status, problem):
        self.status = status
        self.slug = (problem.get("type") or "").rstrip("/").rsplit("/", 1)[-1]
        fields = [f"{field}: {' '.join(messages)}" for field, messages in (problem.get("errors") or {}).items()]
        parts = [problem.get("title"), problem.get("detail"), *fields, problem.get("hint")]
        super().__init__(f"{status}: " + "; ".join(part for part in parts if part))


class Api:
    """Speaks to one server. Every request is repeated when no answer comes; operation ids make that safe."""

    def __init__(self, url, token, attempts=8, timeout_seconds=60.0, sleep=time.sleep):
        self._base = url.rstrip("/") + "/api/v1/"
        self._token = token
        self._attempts = attempts
        self._timeout_seconds = timeout_seconds
        self._sleep = sleep

    def get(self, path, **query):
        return self._send("GET", path, None, query)

    def post(self, path, body=None):
        return self._send("POST", path, body if body is not None else {}, {})

    def items(self, path, **query):
        """Every item of a listing, part by part."""
        while True:
            part = self.get(path, **query)
            yield from part["items"]
            if part.get("next") is None:
                return
            query["after"] = part["next"]

    def _send(self, method, path, body, query):
        url = self._base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        for attempt in range(1, self._attempts + 1):
            request = self._request(method, url, body)
            try:
                with urllib.request.urlopen(request, timeout=self._timeout_seconds) as answer:
                    text = answer.read()
                return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in RETRIED_STATUSES or attempt == self._attempts:
                        raise Refused(error.code, _problem(error.read())) from None
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if attempt == self._attempts:
                    raise
            self._sleep(min(10.0, 0.1 * 2**attempt))

    def _request(self, method, url, body):
        request = urllib.request.Request(url, method=method)
        request.add_header("Accept", "application/json")
        if self._token:
            request.add_header("Authorization", "Bearer " + self._token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        return request


def _problem(text):
    try:
        problem = json.loads(text)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}
