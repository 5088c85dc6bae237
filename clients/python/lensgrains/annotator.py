"""One annotator who works through pages and answers from the truth."""

import dataclasses
import time
import uuid

QUEUES = ("default", "highest", "uncertain", "random", "threshold", "odd", "diverse")


class StalledError(Exception):
    """A round that was due did not end in the time given."""


@dataclasses.dataclass(frozen=True)
class Point:
    """After a page: labels given so far, positives among them, and the round the page was dealt from."""

    labels: int
    finds: int
    round: int


class Annotator:
    """Opens a page, answers it, submits, and so on; waits for rounds or not."""

    def __init__(self, api, campaign, truth, *, queue="default", wait_for_rounds=True, round_timeout_seconds=1800.0,
                 poll_seconds=0.5, clock=time.monotonic, sleep=time.sleep):
        self._api = api
        self._path = "campaigns/" + campaign
        self._truth = truth
        self._queue = queue
        self._wait_for_rounds = wait_for_rounds
        self._round_timeout_seconds = round_timeout_seconds
        self._poll_seconds = poll_seconds
        self._clock = clock
        self._sleep = sleep
        status = api.get(self._path)
        self._positive = status["positive"]
        self._negative = next(name for name in status["classes"] if name != self._positive)
        self._submissions_before = status["submissions"]
        self._look_again_at = 0

    def work(self, labels_wanted, on_page=None):
        """Labels until enough labels are given or no source is left; the points of the curve, one a page."""
        points, labels, finds = [], 0, 0
        if self._wait_for_rounds:
            self.wait_for_round(0)
        for page in self._pages():
            answers = [self._answer(tile) for tile in page["tiles"][: labels_wanted - labels]]
            self._submit(page, answers)
            labels += len(answers)
            finds += sum(answer["label"] == self._positive for answer in answers)
            points.append(Point(labels, finds, page["round"]))
            if on_page:
                on_page(points[-1])
            if self._wait_for_rounds and labels >= self._look_again_at:
                self.wait_for_round(labels)
            if labels >= labels_wanted:
                break
        return points

    def wait_for_round(self, labels):
        """
        Returns the campaign's status once all labels are counted and no round is due or under way. A round that was
        refused does not count. Until as many labels more as the status says are missing, no round can be due.
        """
        deadline = self._clock() + self._round_timeout_seconds
        while not self._is_settled(status := self._api.get(self._path), labels):
            if self._clock() > deadline:
                raise StalledError(f"a round has not ended after {self._round_timeout_seconds:.0f} s: {status}")
            self._sleep(self._poll_seconds)
        when = status["policy"].get("retrainWhen") or {}
        presumes = status["policy"].get("presumedNegatives", 0) > 0  # then finds start rounds too
        only_labels_matter = not when.get("days") and not when.get("confirmed") and not presumes
        missing = status.get("labelsUntilRound") or 0
        self._look_again_at = labels + max(1, missing if only_labels_matter else 1)
        return status

    def _is_settled(self, status, labels):
        missing = status.get("labelsUntilRound")
        is_due = missing is not None and missing <= 0 and not status.get("refusal")
        is_counted = status["submissions"] >= self._submissions_before + labels
        return is_counted and not is_due and status.get("activeRound") is None

    def _pages(self):
        """Pages left open by an earlier run first, then new ones until an empty one comes."""
        yield from self._api.get(self._path + "/pages")["items"]
        while True:
            page = self._api.post(self._path + "/pages", {"operationId": new_operation(), "queue": self._queue})
            if not page["tiles"]:
                return
            yield page

    def _submit(self, page, answers):
        body = {"operationId": new_operation(), "labels": answers, "rest": "explicit"}
        return self._api.post(f"{self._path}/pages/{page['pageId']}/labels", body)

    def _answer(self, tile):
        name = tile["name"] if self._truth.knows(tile["name"]) else tile["sourceId"]
        is_positive = self._truth.is_positive(name)
        return {"sourceId": tile["sourceId"], "label": self._positive if is_positive else self._negative}


def new_operation():
    return uuid.uuid4().hex
