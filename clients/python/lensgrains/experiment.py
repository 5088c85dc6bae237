"""An experiment: every policy with every seed as a campaign of its own over one catalogue, driven to the same end."""

import dataclasses
import itertools
import random
import time

from . import figures
from .annotator import Annotator, Point, StalledError
from .api import Refused
from .truth import TruthError

NAMED_POLICIES = {
    "default": {},
    "random": {"pageOrder": "random"},
    "threshold": {"supplementMethod": "threshold"},
    "sl": {"pageOrder": "slDiscovery", "auditRatio": 0.0, "presumedNegatives": 0},
}


@dataclasses.dataclass
class Run:
    """
    One campaign of the experiment. Finds are of ``findable`` positives: those nobody knew before. AUROCs are of the last
    round's scores against the truth.
    """

    policy: str
    seed: int
    campaign: str
    seconds: float
    points: list
    rounds: list
    auroc_all: float | None
    auroc_unlabelled: float | None
    scored: int
    known: int = 0
    findable: int | None = None

    def to_json(self):
        fields = dataclasses.asdict(self)
        fields["points"] = [[point.labels, point.finds, point.round] for point in self.points]
        return fields

    @staticmethod
    def from_json(fields):
        return Run(**{**fields, "points": [Point(*point) for point in fields["points"]]})


class Experiment:
    """Makes the campaigns, drives them and measures them."""

    def __init__(self, api, truth, *, prefix, classes=("non-lens", "lens"), positive="lens", labels=300,
                 known=0, wait_for_rounds=True, say=print, clock=time.monotonic, sleep=time.sleep):
        self._api = api
        self._truth = truth
        self._prefix = prefix
        self._classes = list(classes)
        self._positive = positive
        self._labels = labels
        self._known = known
        self._positives_of = {}
        self._wait_for_rounds = wait_for_rounds
        self._say = say
        self._clock = clock
        self._sleep = sleep

    def run(self, policy_name, policy, seed, catalog):
        """One policy with one seed, in a new campaign over the catalogue."""
        campaign = self._unlabelled_campaign(f"{self._prefix}-{policy_name}-{seed}", {**policy, "seed": seed}, catalog)
        self.wait_until_ready(campaign)
        self.tell_known(campaign, seed)
        started = self._clock()
        annotator = Annotator(self._api, campaign, self._truth, wait_for_rounds=self._wait_for_rounds,
                              clock=self._clock, sleep=self._sleep)
        points = annotator.work(self._labels)
        end = points[-1] if points else Point(0, 0, 0)
        last = annotator.wait_for_round(end.labels)
        seconds = round(self._clock() - started, 1)
        self._say(f"{campaign}: {end.finds} finds with {end.labels} labels, round {last['currentRound']}, {seconds} s")
        return Run(policy_name, seed, campaign, seconds, points, self._rounds(campaign),
                   *self._score_figures(campaign, last["currentRound"]), self._known, len(self._positives(campaign)) - self._known)

    def _unlabelled_campaign(self, name, policy, catalog):
        """
        A campaign of these options that nobody has labelled in: one that an earlier run was cut off in would tell a curve
        without its beginning.
        """
        for attempt in itertools.count(1):
            campaign = name if attempt == 1 else f"{name}-{attempt}"
            status = self._find_campaign(campaign)
            if status is None:
                self._make_campaign(campaign, policy, catalog)
                return campaign
            is_as_wanted = status["catalog"] == catalog and all(status["policy"].get(key) == value for key, value in policy.items())
            if status["submissions"] == 0 and is_as_wanted:
                return campaign

    def ensure_campaign(self, campaign, policy):
        return self._find_campaign(campaign) or self._make_campaign(campaign, policy)

    def _find_campaign(self, campaign):
        try:
            return self._api.get("campaigns/" + campaign)
        except Refused as unknown:
            if unknown.status != 404:
                raise
        return None

    def _make_campaign(self, campaign, policy, catalog=None):
        body = {"id": campaign, "name": campaign, "classes": self._classes, "positive": self._positive, "policy": policy}
        if catalog is not None:
            body["catalog"] = catalog
        return self._api.post("campaigns", body)

    def ingest(self, campaign, what):
        """Takes sources in and waits for the end of the job; ``what`` is {folder|manifest|embeddings: path}."""
        job = self._api.post(f"campaigns/{campaign}/ingests", {"operationId": f"{campaign}-ingest", **what})
        while job["state"] in ("queued", "running"):
            self._sleep(0.5)
            job = self._api.get(f"campaigns/{campaign}/ingests/{job['number']}")
        if job["state"] != "done":
            raise RuntimeError(f"ingest {job['state']}: {job.get('message')}")
        return job

    def wait_until_ready(self, campaign):
        return self._wait(campaign, lambda status: status["sources"] > 0 and status["state"] not in ("empty", "ingesting"))

    def tell_known(self, campaign, seed):
        """Imports as many true positives as are known before anybody labels, drawn with the seed; once per campaign."""
        if self._known == 0:
            return
        positives = self._positives(campaign)
        if len(positives) < self._known:
            raise TruthError(f"{self._known} positives are to be known and {campaign} has {len(positives)}")
        labels = [{"sourceId": source, "label": self._positive} for source in random.Random(seed).sample(positives, self._known)]
        self._api.post(f"campaigns/{campaign}/labels",
                       {"operationId": f"{campaign}-known", "labels": labels, "kind": "import", "origin": "catalogue"})
        self._wait(campaign, lambda status: status["labelled"].get(self._positive, 0) >= self._known)

    def _positives(self, campaign):
        """Ids of the campaign's sources that are positive in truth; asked for once per catalogue."""
        catalog = self._api.get("campaigns/" + campaign)["catalog"]
        if catalog not in self._positives_of:
            self._positives_of[catalog] = sorted(
                row["sourceId"] for row in self._api.items(f"campaigns/{campaign}/sources", limit=500)
                if self._truth.knows(row["name"]) and self._truth.is_positive(row["name"]))
        return self._positives_of[catalog]

    def _wait(self, campaign, is_so, timeout_seconds=600.0):
        deadline = self._clock() + timeout_seconds
        while not is_so(status := self._api.get("campaigns/" + campaign)):
            if self._clock() > deadline:
                raise StalledError(f"{campaign} is not ready: {status}")
            self._sleep(0.5)
        return status

    def _rounds(self, campaign):
        rounds = [item for item in self._api.items(f"campaigns/{campaign}/rounds") if item["state"] == "published"]
        keys = ("number", "reason", "sources", "positivesGained", "metrics", "thresholds", "startedAt", "finishedAt")
        return sorted(({key: item.get(key) for key in keys} for item in rounds), key=lambda item: item["number"])

    def _score_figures(self, campaign, number):
        """AUROC against the truth over all scored sources, and over those nobody labelled; and how many were scored."""
        if number == 0:
            return None, None, 0
        rows = list(self._api.items(f"campaigns/{campaign}/sources", limit=500))
        scored = [row for row in rows if row.get("score") is not None and self._truth.knows(row["name"])]
        unlabelled = [row for row in scored if row.get("label") is None]
        return self._auroc(scored), self._auroc(unlabelled), len(scored)

    def _auroc(self, rows):
        return figures.auroc([row["score"] for row in rows], [self._truth.is_positive(row["name"]) for row in rows])
