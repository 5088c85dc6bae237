"""Tests of the scripted annotator against a server that behaves like LensGrains towards annotators."""

import csv
import dataclasses
import io
import json
import os
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree
from contextlib import redirect_stderr, redirect_stdout

import label
from fake_server import FakeServer
from lensgrains import figures, report, round_plots, svg
from lensgrains.annotator import Annotator, Point, StalledError
from lensgrains.api import Api, Refused
from lensgrains.experiment import Run
from lensgrains.truth import Truth, TruthError, key_of, read_truth

NAMES = [f"s{number:03d}" for number in range(60)]
TRUTH = Truth(((name, 1.0 if number % 7 == 0 else 0.0) for number, name in enumerate(NAMES)), cut=0.5)


class WithServer(unittest.TestCase):
    def setUp(self):
        self.server = FakeServer(NAMES, round_after=20)
        self.addCleanup(self.server.close)
        self.api = Api(self.server.url, "secret", sleep=lambda _: None)

    def annotator(self, campaign, **options):
        return Annotator(self.api, campaign, TRUTH, sleep=lambda _: None, **options)


class AnnotatorTests(WithServer):
    def test_work_answers_every_source_from_the_truth(self):
        campaign = self.server.add_campaign("a")

        points = self.annotator("a").work(1000)

        self.assertEqual({name: "lens" if TRUTH.is_positive(name) else "non-lens" for name in NAMES}, campaign.labels)
        self.assertEqual(Point(60, 9, 2), points[-1])

    def test_work_stops_at_the_number_of_labels_wanted_within_a_page(self):
        campaign = self.server.add_campaign("a")

        points = self.annotator("a").work(13)

        self.assertEqual(13, len(campaign.labels))
        self.assertEqual([10, 13], [point.labels for point in points])

    def test_work_asks_for_the_queue_it_was_given(self):
        campaign = self.server.add_campaign("a")

        self.annotator("a", queue="uncertain").work(20)

        self.assertEqual(["uncertain"] * 2, campaign.queues)

    def test_main_when_the_queue_is_unknown_is_wrong_usage(self):
        with redirect_stderr(io.StringIO()) as said, self.assertRaises(SystemExit) as end:
            label.main(["label", "--campaign", "a", "--truth", "t.csv", "--queue", "best"])

        self.assertEqual(2, end.exception.code)
        self.assertIn("diverse", said.getvalue())

    def test_work_waiting_for_rounds_gets_each_page_from_the_latest_round(self):
        self.server.add_campaign("a")

        points = self.annotator("a").work(60)

        self.assertEqual([0, 0, 1, 1, 2, 2], [point.round for point in points])

    def test_work_when_answers_are_lost_repeats_and_labels_nothing_twice(self):
        campaign = self.server.add_campaign("a")
        self.server.lose_every = 3

        points = self.annotator("a").work(60)

        self.assertEqual(60, len(campaign.labels))
        self.assertEqual(60, points[-1].labels)
        self.assertEqual(6, len(campaign.submitted))

    def test_work_answers_pages_left_open_by_an_earlier_run_first(self):
        campaign = self.server.add_campaign("a")
        left_open = campaign._deal("earlier")
        campaign.open_pages = [left_open]

        points = self.annotator("a").work(10)

        self.assertEqual({tile["sourceId"] for tile in left_open["tiles"]}, set(campaign.labels))
        self.assertEqual(10, points[-1].labels)

    def test_wait_for_round_that_never_ends_gives_up_after_its_time(self):
        campaign = self.server.add_campaign("a")
        campaign.round_after = 1
        campaign.labels = dict.fromkeys(NAMES, "lens")
        campaign.polls_of_round = -10**9
        times = iter(range(0, 10**6, 600))

        with self.assertRaises(StalledError):
            self.annotator("a", clock=lambda: next(times)).wait_for_round(0)

    def test_a_source_without_truth_is_an_error_and_not_a_negative(self):
        self.server.names = ["unheard-of"]
        self.server.add_campaign("a")

        with self.assertRaisesRegex(TruthError, "unheard-of"):
            self.annotator("a").work(10)


class ApiTests(WithServer):
    def test_requests_carry_the_token(self):
        self.server.add_campaign("a")
        self.api.get("campaigns/a")
        self.assertEqual("Bearer secret", self.server.asked[-1][3])

    def test_a_refusal_is_not_repeated_and_tells_the_fields(self):
        self.server.add_campaign("a")
        self.api.post("campaigns/a/pages/p1/labels", {"operationId": "o", "labels": []})
        before = self.server.requests

        with self.assertRaises(Refused) as refused:
            self.api.post("campaigns/a/pages/p1/labels", {"operationId": "o", "labels": [{"sourceId": "s000", "label": "lens"}]})

        self.assertEqual(("operation-reused", 422), (refused.exception.slug, refused.exception.status))
        self.assertIn("labels: differ", str(refused.exception))
        self.assertEqual(before + 1, self.server.requests)

    def test_items_of_several_parts_come_all_and_once(self):
        self.server.add_campaign("a")
        self.assertEqual(NAMES, [item["name"] for item in self.api.items("campaigns/a/sources")])

    def test_without_a_server_it_gives_up_after_its_attempts(self):
        url = self.server.url
        waits = []
        silent = Api(url.replace(url.rsplit(":", 1)[1], "9"), "secret", attempts=3, sleep=waits.append)
        with self.assertRaises(OSError):
            silent.get("me")
        self.assertEqual(2, len(waits))


class TruthTests(unittest.TestCase):
    def write(self, text):
        handle, path = tempfile.mkstemp(suffix=".csv")
        self.addCleanup(os.remove, path)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_key_of_drops_folder_and_endings_only(self):
        self.assertEqual("a.b", key_of("x/y/a.b.fits.gz"))
        self.assertEqual("J1+2-3", key_of("J1+2-3"))
        self.assertEqual("SPT0.5", key_of("SPT0.5.PNG"))

    def test_read_truth_takes_the_columns_it_is_told(self):
        truth = read_truth(self.write("file,g,h\nd/a.png,1.3,0\nd/b.png,0.7,9\n"), 1.3, "file", "g")
        self.assertTrue(truth.is_positive("a"))
        self.assertFalse(truth.is_positive("d/b.png"))
        self.assertEqual((2, 1), (len(truth), truth.positives))

    def test_read_truth_without_a_grade_column_names_the_option(self):
        with self.assertRaisesRegex(TruthError, "--grade-column"):
            read_truth(self.write("id,x\na,1\n"), 0.5)

    def test_two_grades_for_one_source_are_an_error(self):
        with self.assertRaises(TruthError):
            read_truth(self.write("id,grade\na,1\na.png,0\n"), 0.5)


class FiguresTests(unittest.TestCase):
    def test_auroc_equals_counting_pairs(self):
        scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.1]
        truth = [False, False, True, True, True, False, False, True]
        pairs = [(a > b) + 0.5 * (a == b) for a, p in zip(scores, truth) if p for b, n in zip(scores, truth) if not n]
        self.assertAlmostEqual(sum(pairs) / len(pairs), figures.auroc(scores, truth), places=12)

    def test_auroc_of_one_class_is_not_there(self):
        self.assertIsNone(figures.auroc([0.1, 0.2], [True, True]))

    def test_finds_at_counts_whole_pages_and_knows_when_a_run_ended(self):
        points = [Point(10, 2, 0), Point(20, 5, 0)]
        self.assertEqual(2, figures.finds_at(points, 15))
        self.assertEqual(5, figures.finds_at(points, 20))
        self.assertIsNone(figures.finds_at(points, 21))

    def test_marks_go_by_1_2_5_and_end_at_the_end(self):
        self.assertEqual([10, 20, 50, 100, 200, 300], figures.marks_up_to(300, 10))

    def test_spread_is_median_least_and_greatest(self):
        self.assertEqual((3, 1, 9), figures.spread([9, None, 1, 3]))
        self.assertIsNone(figures.spread([None]))


class ReportTests(unittest.TestCase):
    RUNS = [
        Run(policy, seed, "c", 1.0, [Point(10, finds, 0), Point(20, 2 * finds, 1)], [], 0.75, None, 60)
        for policy, all_finds in (("default", (4, 6, 5)), ("random", (1, 2, 3))) for seed, finds in enumerate(all_finds)
    ]

    def test_markdown_has_medians_with_their_range_and_the_ratio(self):
        text = report.markdown(self.RUNS, 10)
        self.assertIn("| 20 | 10 (8 to 12) | 4 (2 to 6) |", text)
        self.assertIn("| AUROC, unlabelled | - | - |", text)
        self.assertIn("After 20 labels `default` has 2.50 times the finds of `random` (medians).", text)

    def test_recall_is_of_those_that_nobody_knew_before(self):
        runs = [dataclasses.replace(run, findable=20) for run in self.RUNS]
        self.assertIn("| recall at 20 | 50.0% (40.0% to 60.0%) | 20.0% (10.0% to 30.0%) |", report.markdown(runs, 10))
        self.assertNotIn("recall", report.markdown(self.RUNS, 10))

    def test_plot_is_well_formed_and_puts_the_points_where_they_belong(self):
        root = xml.etree.ElementTree.fromstring(report.finds_plot(self.RUNS, "Finds & labels"))
        lines = root.findall("{http://www.w3.org/2000/svg}polyline")
        end = lines[0].get("points").split()[-1].split(",")
        self.assertEqual(2, len(lines))
        self.assertAlmostEqual(svg.WIDTH - svg.RIGHT, float(end[0]))
        self.assertAlmostEqual(svg.TOP + (svg.HEIGHT - svg.TOP - svg.BOTTOM) * (1 - 10 / 12.5), float(end[1]), delta=0.01)

    def test_ticks_are_round_and_reach_the_greatest_value(self):
        self.assertEqual([0, 100, 200, 300], svg.ticks(300)[:4])
        self.assertGreaterEqual(svg.ticks(141)[-1], 141)


PLOTS = {
    "round": 3, "scored": 1000, "binWidth": 0.5,
    "positives": {"count": 8, "fractions": [0.25, 0.75]}, "negatives": {"count": 20, "fractions": [0.9, 0.1]},
    "curve": {"scores": [1.0, 0.5, 0.0], "counts": [1, 100, 1000]},
    "lines": {"maxScore": {"score": 0.97, "count": 0}, "dividingThreshold": {"score": 0.5, "count": 99},
              "minKnown": None, "minFinds": {"score": 0.2, "count": 400}, "maxNegative": None},
    "known": {"count": 0, "points": []},
    "finds": {"count": 2, "points": [{"rank": 1, "score": 1.0}, {"rank": 100, "score": 0.5}]},
}
SVG = "{http://www.w3.org/2000/svg}"


class RoundPlotsTests(unittest.TestCase):
    def test_steps_outline_the_histogram_and_keep_its_area(self):
        points = round_plots.steps([0.25, 0.75], 0.5)
        area = sum((b[0] - a[0]) * a[1] for a, b in zip(points, points[1:]))
        self.assertAlmostEqual(0.5, area)
        self.assertEqual((1.0, 0), points[-1])

    def test_scores_plot_has_both_classes_and_the_lines_there_are(self):
        root = xml.etree.ElementTree.fromstring(round_plots.scores_plot(PLOTS))
        text = [element.text for element in root.iter(SVG + "text")]
        self.assertEqual(2, len(root.findall(SVG + "polyline")))
        self.assertIn("positives (8)", text)
        self.assertIn("dividing threshold: 99 above", text)
        self.assertFalse(any("known" in (line or "") for line in text))

    def test_ranks_plot_is_logarithmic_in_rank(self):
        root = xml.etree.ElementTree.fromstring(round_plots.ranks_plot(PLOTS))
        line = [point.split(",") for point in root.find(SVG + "polyline").get("points").split()]
        xs = [float(x) for x, _ in line]
        self.assertAlmostEqual(svg.LEFT, xs[0])
        self.assertAlmostEqual(2 / 3, (xs[1] - xs[0]) / (xs[2] - xs[0]), places=3)

    def test_decades_reach_the_greatest_value(self):
        self.assertEqual([1, 10, 100, 1000], svg.decades(429))
        self.assertEqual([1, 10, 100], svg.decades(100))
        self.assertEqual([1, 10], svg.decades(1))


class CommandTests(WithServer):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.truth = self.folder / "truth.csv"
        self.truth.write_text("id,grade\n" + "".join(f"{name},{TRUTH.grade(name)}\n" for name in NAMES))

    def label(self, *arguments):
        output, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(output), redirect_stderr(errors):
            status = label.main([*arguments, "--url", self.server.url, "--token", "t", "--truth", str(self.truth)])
        return status, output.getvalue(), errors.getvalue()

    def test_label_writes_the_curve(self):
        self.server.round_after = 0
        self.server.add_campaign("a")
        curve = self.folder / "curve.csv"

        status, output, _ = self.label("label", "--campaign", "a", "--labels", "20", "--curve", str(curve))

        with open(curve, newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(0, status)
        self.assertEqual([["labels", "finds", "round"], ["10", "2", "0"], ["20", "3", "0"]], rows)
        self.assertEqual({"labels": 20, "finds": 3}, json.loads(output))

    def test_label_of_an_unknown_campaign_fails_with_the_servers_words(self):
        status, _, errors = self.label("label", "--campaign", "nope")
        self.assertEqual(1, status)
        self.assertIn("No such campaign", errors)

    def test_experiment_makes_a_campaign_per_policy_and_seed_and_writes_what_came_out(self):
        self.server.round_after = 0
        out = self.folder / "out"

        status, output, _ = self.label("experiment", "--catalog", "cat", "--policy", "default", "--policy", "random",
                                       "--seeds", "2", "--labels", "20", "--base", '{"auditRatio": 0.3}', "--out", str(out))

        runs = json.loads((out / "runs.json").read_text())["runs"]
        self.assertEqual(0, status)
        self.assertEqual(["experiment-default-1", "experiment-random-1", "experiment-default-2", "experiment-random-2"],
                         [run["campaign"] for run in runs])
        made = [body for method, path, body, _ in self.server.asked if (method, path) == ("POST", "/api/v1/campaigns")]
        self.assertEqual({"auditRatio": 0.3, "pageOrder": "random", "seed": 2}, made[-1]["policy"])
        self.assertEqual("cat", made[-1]["catalog"])
        self.assertIn("| 20 | 3 (3 to 3) | 3 (3 to 3) |", output)
        self.assertTrue((out / "finds.svg").read_text().startswith("<svg"))

    def test_experiment_goes_on_after_the_runs_that_are_there(self):
        self.server.round_after = 0
        out = self.folder / "out"
        call = ("experiment", "--catalog", "cat", "--policy", "default", "--labels", "20", "--out", str(out))
        self.label(*call, "--seeds", "1")
        first = json.loads((out / "runs.json").read_text())["runs"][0]

        status, _, _ = self.label(*call, "--seeds", "2")

        runs = json.loads((out / "runs.json").read_text())["runs"]
        self.assertEqual(0, status)
        self.assertEqual(["experiment-default-1", "experiment-default-2"], [run["campaign"] for run in runs])
        self.assertEqual(first, runs[0])

    def test_experiment_refuses_a_folder_with_runs_of_another(self):
        self.server.round_after = 0
        out = self.folder / "out"
        call = ("experiment", "--catalog", "cat", "--policy", "default", "--seeds", "1", "--out", str(out))
        self.label(*call, "--labels", "20")
        before = (out / "runs.json").read_text()

        for other in (("--labels", "30"), ("--labels", "20", "--known", "2")):
            status, _, errors = self.label(*call, *other)
            self.assertEqual(1, status)
            self.assertIn("is of another experiment", errors)
        self.assertEqual(before, (out / "runs.json").read_text())

    def test_a_policy_that_changed_under_its_name_is_refused_and_another_name_is_added(self):
        self.server.round_after = 0
        out = self.folder / "out"
        call = ("experiment", "--catalog", "cat", "--seeds", "1", "--labels", "20", "--out", str(out))
        self.label(*call, "--policy", 'bold={"auditRatio": 0.1}')

        status, _, errors = self.label(*call, "--policy", 'bold={"auditRatio": 0.2}')
        added, _, _ = self.label(*call, "--policy", 'calm={"auditRatio": 0.2}', "--seeds", "2")

        runs = json.loads((out / "runs.json").read_text())["runs"]
        self.assertEqual((1, 0), (status, added))
        self.assertIn("'auditRatio': 0.1}}, not {'bold': {'auditRatio': 0.2}}", errors)
        self.assertEqual([("bold", 1), ("calm", 1), ("calm", 2)], [(run["policy"], run["seed"]) for run in runs])

    def test_runs_that_cannot_be_read_are_refused_and_none_are_none(self):
        self.server.round_after = 0
        out = self.folder / "out"
        out.mkdir()
        call = ("experiment", "--catalog", "cat", "--policy", "default", "--seeds", "1", "--labels", "20", "--out", str(out))

        for text in ('{"runs": [{"policy"', "{}"):
            (out / "runs.json").write_text(text)
            status, _, errors = self.label(*call)
            self.assertEqual(1, status)
            self.assertIn("cannot be read", errors)
        (out / "runs.json").write_text('{"runs": []}')
        self.assertEqual(0, self.label(*call)[0])
        self.assertEqual(1, len(json.loads((out / "runs.json").read_text())["runs"]))

    def test_nothing_is_ingested_where_all_runs_are_there(self):
        self.server.round_after = 0
        call = ("experiment", "--folder", "cutouts", "--policy", "default", "--seeds", "1", "--labels", "20", "--out", str(self.folder / "out"))
        self.label(*call)
        before = len(self.server.asked)

        self.assertEqual(0, self.label(*call)[0])
        self.assertEqual(before, len(self.server.asked))

    def test_a_campaign_of_other_options_is_left_as_it_is(self):
        self.server.round_after = 0
        out = self.folder / "out"
        self.server.add_campaign("experiment-default-1", policy={"auditRatio": 0.5, "seed": 1})

        self.label("experiment", "--catalog", "cat", "--policy", 'default={"auditRatio": 0.1}', "--seeds", "1", "--labels", "20", "--out", str(out))

        self.assertEqual("experiment-default-1-2", json.loads((out / "runs.json").read_text())["runs"][0]["campaign"])

    def test_a_campaign_that_a_run_was_cut_off_in_is_left_as_it_is(self):
        self.server.round_after = 0
        out = self.folder / "out"
        self.server.add_campaign("experiment-default-1")
        self.label("label", "--campaign", "experiment-default-1", "--labels", "10")

        self.label("experiment", "--catalog", "cat", "--policy", "default", "--seeds", "1", "--labels", "20", "--out", str(out))

        run = json.loads((out / "runs.json").read_text())["runs"][0]
        self.assertEqual("experiment-default-1-2", run["campaign"])
        self.assertEqual([10, 20], [labels for labels, _, _ in run["points"]])

    def test_experiment_measures_auroc_over_all_and_over_unlabelled_sources(self):
        self.server.round_after = 20
        out = self.folder / "out"

        self.label("experiment", "--folder", "cutouts", "--policy", "default", "--seeds", "1", "--labels", "20",
                   "--out", str(out))

        run = json.loads((out / "runs.json").read_text())["runs"][0]
        left = NAMES[20:]
        expected = figures.auroc([NAMES.index(name) for name in left], [TRUTH.is_positive(name) for name in left])
        self.assertEqual(60, run["scored"])
        self.assertAlmostEqual(expected, run["auroc_unlabelled"])

    def test_known_positives_are_imported_before_the_first_page_and_are_no_finds(self):
        self.server.round_after = 0
        out = self.folder / "out"

        status, _, _ = self.label("experiment", "--catalog", "cat", "--policy", "default", "--seeds", "2", "--labels", "60",
                                  "--known", "2", "--out", str(out))

        self.assertEqual(0, status)
        runs = json.loads((out / "runs.json").read_text())["runs"]
        imports = [body for method, path, body, _ in self.server.asked if method == "POST" and path.endswith("/labels") and "kind" in body]
        self.assertEqual([("import", "catalogue"), ("import", "catalogue")], [(body["kind"], body["origin"]) for body in imports])
        for run, body in zip(runs, imports):
            known = [row["sourceId"] for row in body["labels"]]
            self.assertEqual(2, len(set(known)))
            self.assertTrue(all(TRUTH.is_positive(name) for name in known))
            self.assertEqual((2, TRUTH.positives - 2), (run["known"], run["findable"]))
            self.assertEqual([58, TRUTH.positives - 2], run["points"][-1][:2])

    def test_more_known_positives_than_there_are_is_refused(self):
        status, _, errors = self.label("experiment", "--catalog", "cat", "--policy", "default", "--seeds", "1", "--known", "61",
                                       "--out", str(self.folder / "out"))
        self.assertEqual(1, status)
        self.assertIn("61 positives are to be known", errors)

    def test_an_unknown_policy_without_options_is_refused(self):
        with self.assertRaises(TruthError):
            label.read_policy("bold")
        self.assertEqual(("bold", {"auditRatio": 0.5}), label.read_policy('bold={"auditRatio": 0.5}'))


if __name__ == "__main__":
    unittest.main()
