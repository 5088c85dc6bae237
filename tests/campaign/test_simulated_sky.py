"""A whole campaign on a small simulated sky: the real server, the real client, the scripted annotator."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python"))

from lensgrains import figures  # noqa: E402
from lensgrains.api import Api  # noqa: E402
from lensgrains.experiment import NAMED_POLICIES, Experiment  # noqa: E402
from lensgrains.truth import read_truth  # noqa: E402

SERVER = os.environ.get("LENS_SERVER", "")
CLIENT = os.environ.get("LENS_CLIENT", "")
SOURCES, PREVALENCE, LABELS, SEEDS = 1200, 0.04, 200, (1, 2)


@unittest.skipUnless(os.path.exists(SERVER) and os.path.exists(CLIENT), "the server is not built")
class SimulatedSkyTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="lensgrains-campaign-")
        cls.addClassCleanup(cls.folder.cleanup)
        sky = os.path.join(cls.folder.name, "sky")
        subprocess.run(["dotnet", "exec", CLIENT, "simulate", sky, "--count", str(SOURCES), "--prevalence", str(PREVALENCE),
                        "--seed", "11"], check=True, stdout=subprocess.DEVNULL)
        cls.truth = read_truth(os.path.join(sky, "truth.csv"), 0.5, "name", "is_lens")
        cls.cutouts = os.path.join(sky, "cutouts")
        cls.api = Api(cls.start_server(), "owner-of-the-test")

    @classmethod
    def start_server(cls):
        log = open(os.path.join(cls.folder.name, "server.log"), "w", encoding="utf-8")
        cls.addClassCleanup(log.close)
        server = subprocess.Popen(
            ["dotnet", "exec", SERVER, "--data", os.path.join(cls.folder.name, "data"), "--port", "0", "--no-demo"],
            env={**os.environ, "LENS_TOKEN": "owner-of-the-test"}, stdout=subprocess.PIPE, stderr=log, text=True)
        cls.addClassCleanup(server.stdout.close)
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.send_signal, signal.SIGTERM)
        for line in server.stdout:
            if line.startswith("listening on "):
                return line.split()[2]
        raise AssertionError(f"the server ended with {server.wait()}")

    def test_the_default_policy_finds_at_least_twice_as_many_as_random_pages(self):
        experiment = Experiment(self.api, self.truth, prefix="sky", labels=LABELS, say=lambda line: print(line, file=sys.stderr))
        catalog = experiment.ensure_campaign("sky-catalog", {})["catalog"]
        job = experiment.ingest("sky-catalog", {"folder": self.cutouts})
        self.assertEqual((SOURCES, 0), (job["added"], job["failed"]))

        runs = {name: [experiment.run(name, {**NAMED_POLICIES[name], "numSubmissionTrain": 50}, seed, catalog) for seed in SEEDS]
                for name in ("default", "random")}

        finds = {name: sum(figures.finds_at(run.points, LABELS) for run in own) for name, own in runs.items()}
        self.assertGreaterEqual(finds["default"], 2 * max(1, finds["random"]), finds)
        for run in runs["default"]:
            self.assertGreater(run.auroc_all, 0.7)
            self.assertEqual(SOURCES, run.scored)


if __name__ == "__main__":
    unittest.main()
