#!/usr/bin/env python3
"""A scripted annotator for LensGrains: labels a campaign from a table of truth, or runs a whole experiment.

    label.py label --campaign demo --truth truth.csv --labels 300 --curve curve.csv
    label.py experiment --folder cutouts --truth labels.csv --grade-column expert_grade --cut 1.3 \\
        --policy default --policy random --seeds 5 --labels 300 --out results

The token comes from --token or LENS_TOKEN, the server's address from --url or LENS_URL.
"""

import argparse
import csv
import json
import os
import pathlib
import sys
import urllib.error

from lensgrains import report, round_plots
from lensgrains.annotator import QUEUES, Annotator, StalledError
from lensgrains.api import Api, Refused
from lensgrains.experiment import NAMED_POLICIES, Experiment, Run
from lensgrains.truth import TruthError, read_truth


def main(arguments=None):
    options = parse(arguments)
    try:
        return options.run(options)
    except (Refused, TruthError, StalledError, urllib.error.URLError, OSError) as error:
        print(f"label.py: {error}", file=sys.stderr)
        return 1


def parse(arguments):
    parser = argparse.ArgumentParser(description="A scripted annotator for LensGrains.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _label_options(commands.add_parser("label", help="label one campaign"))
    _experiment_options(commands.add_parser("experiment", help="compare policies over seeds"))
    _plots_options(commands.add_parser("plots", help="the two plots of a round"))
    _report_options(commands.add_parser("report", help="table and plot again from runs.json"))
    return parser.parse_args(arguments)


def _server_options(parser):
    parser.add_argument("--url", default=os.environ.get("LENS_URL", "http://127.0.0.1:6543"))
    parser.add_argument("--token", default=os.environ.get("LENS_TOKEN"))


def _common_options(parser):
    _server_options(parser)
    parser.add_argument("--truth", required=True, help="CSV with a name and a grade per source")
    parser.add_argument("--id-column", help="column of the name or file")
    parser.add_argument("--grade-column", help="column of the grade, a number")
    parser.add_argument("--cut", type=float, default=0.5, help="grade from which on a source is positive (default 0.5)")
    parser.add_argument("--labels", type=int, default=300, help="stop after this many labels (default 300)")
    parser.add_argument("--no-wait", dest="wait", action="store_false", help="go on labelling while a round trains")


def _label_options(parser):
    _common_options(parser)
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--queue", choices=QUEUES, default="default",
                        help="which sources to ask for (default: as the campaign's policy has it)")
    parser.add_argument("--curve", help="write finds against labels here (.csv or .json)")
    parser.set_defaults(run=run_label)


def _experiment_options(parser):
    _common_options(parser)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--folder", help="folder of images to ingest (a path on the server)")
    source.add_argument("--manifest", help="CSV manifest to ingest (a path on the server)")
    source.add_argument("--embeddings", help="NPY/NPZ embeddings to ingest (a path on the server)")
    source.add_argument("--catalog", help="a catalogue that is there already")
    parser.add_argument("--prefix", default="experiment", help="first part of the campaigns' ids")
    parser.add_argument("--policy", action="append", dest="policies", metavar="NAME[=JSON]",
                        help=f"one of {', '.join(NAMED_POLICIES)}, or a name of your own with the policy's options")
    parser.add_argument("--base", default="{}", metavar="JSON", help="policy options that all campaigns share")
    parser.add_argument("--known", type=int, default=0,
                        help="true positives that are known before anybody labels, drawn with the seed (default 0)")
    parser.add_argument("--seeds", type=int, default=5, help="seeds per policy (default 5)")
    parser.add_argument("--title", default="Finds against labels")
    parser.add_argument("--out", required=True, help="folder for runs.json, finds.md and finds.svg")
    parser.set_defaults(run=run_experiment)


def _plots_options(parser):
    _server_options(parser)
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--round", type=int, help="default: the current one")
    parser.add_argument("--out", required=True, help="folder for scores.svg and ranks.svg")
    parser.set_defaults(run=run_plots)


def _report_options(parser):
    parser.add_argument("runs", help="runs.json of an experiment")
    parser.add_argument("--title", default="Finds against labels")
    parser.set_defaults(run=run_report)


def run_label(options):
    truth = read_truth(options.truth, options.cut, options.id_column, options.grade_column)
    annotator = Annotator(Api(options.url, options.token), options.campaign, truth, queue=options.queue,
                          wait_for_rounds=options.wait)
    points = annotator.work(options.labels, on_page=lambda point: print(
        f"{point.labels} labels, {point.finds} finds, round {point.round}", file=sys.stderr))
    if options.curve:
        write_curve(options.curve, points)
    print(json.dumps({"labels": points[-1].labels, "finds": points[-1].finds} if points else {"labels": 0, "finds": 0}))
    return 0


def write_curve(path, points):
    with open(path, "w", newline="", encoding="utf-8") as file:
        if path.endswith(".json"):
            json.dump([{"labels": point.labels, "finds": point.finds, "round": point.round} for point in points], file)
            return
        rows = csv.writer(file)
        rows.writerow(("labels", "finds", "round"))
        rows.writerows((point.labels, point.finds, point.round) for point in points)


def run_experiment(options):
    truth = read_truth(options.truth, options.cut, options.id_column, options.grade_column)
    experiment = Experiment(Api(options.url, options.token), truth, prefix=options.prefix, labels=options.labels,
                            known=options.known, wait_for_rounds=options.wait, say=lambda line: print(line, file=sys.stderr))
    base = json.loads(options.base)
    policies = {name: {**base, **policy} for name, policy in map(read_policy, options.policies or ["default", "random"])}
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    shared = settings(truth, options, base.get("pageSize", 10))
    runs, told = earlier_runs(out, shared, policies)
    there = {(run.policy, run.seed) for run in runs}
    missing = [(seed, name) for seed in range(1, options.seeds + 1) for name in policies if (name, seed) not in there]
    catalog = (options.catalog or ingest_once(experiment, options)) if missing else None
    for seed, name in missing:
        runs.append(experiment.run(name, policies[name], seed, catalog))
        write_results(out, {**shared, "policies": told}, runs, options.title)
    print(report.markdown(runs, shared["pageSize"]), end="")
    return 0


def earlier_runs(out, wanted, policies):
    """Runs that an earlier call has left in the folder, which are not run again, and all policies by name."""
    file = out / "runs.json"
    if not file.exists():
        return [], policies
    try:
        result = json.loads(file.read_text(encoding="utf-8"))
        runs = [Run.from_json(fields) for fields in result["runs"]]
    except (ValueError, KeyError, TypeError) as broken:
        raise TruthError(f"{file} cannot be read: {broken!r}. Give another --out, or take it away") from broken
    if not runs:
        return [], policies
    found = {"known": runs[0].known, **{key: result[key] for key in wanted if key in result}}
    before = result.get("policies", {})
    other = {name: before[name] for name in policies if before.get(name, policies[name]) != policies[name]}
    if found != wanted or other:
        raise TruthError(f"{file} is of another experiment: {other or found}, not "
                         f"{ {name: policies[name] for name in other} or wanted}. Give another --out")
    return runs, {**before, **policies}


def settings(truth, options, page_size):
    """What all runs of an experiment share."""
    sources = {kind: value for kind in ("folder", "manifest", "embeddings", "catalog") if (value := getattr(options, kind))}
    return {
        "truth": {"sources": len(truth), "positives": truth.positives, "cut": truth.cut},
        "sources": sources,
        "labels": options.labels,
        "pageSize": page_size,
        "known": options.known,
        "waits": options.wait,
    }


def ingest_once(experiment, options):
    """Takes the sources in through a first campaign; the others name its catalogue."""
    campaign = options.prefix + "-catalog"
    status = experiment.ensure_campaign(campaign, {})
    kinds = ("folder", "manifest", "embeddings")
    experiment.ingest(campaign, {kind: os.path.abspath(path) for kind in kinds if (path := getattr(options, kind))})
    return status["catalog"]


def read_policy(text):
    name, _, options = text.partition("=")
    if options:
        return name, json.loads(options)
    if name not in NAMED_POLICIES:
        raise TruthError(f"no policy '{name}'; give its options as {name}={{...}}")
    return name, NAMED_POLICIES[name]


def write_results(out, shared, runs, title):
    """Written after every run, so that a long experiment that is cut short leaves what it has."""
    part = out / "runs.json.part"
    part.write_text(json.dumps({**shared, "runs": [run.to_json() for run in runs]}, indent=1) + "\n", encoding="utf-8")
    part.replace(out / "runs.json")
    write_report(out, runs, shared["pageSize"], title)


def write_report(out, runs, page_size, title):
    (out / "finds.md").write_text(report.markdown(runs, page_size), encoding="utf-8")
    (out / "finds.svg").write_text(report.finds_plot(runs, title), encoding="utf-8")


def run_plots(options):
    api = Api(options.url, options.token)
    path = "campaigns/" + options.campaign
    number = options.round if options.round is not None else api.get(path)["currentRound"]
    plots = api.get(f"{path}/rounds/{number}/plots")
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "scores.svg").write_text(round_plots.scores_plot(plots), encoding="utf-8")
    (out / "ranks.svg").write_text(round_plots.ranks_plot(plots), encoding="utf-8")
    return 0


def run_report(options):
    with open(options.runs, encoding="utf-8") as file:
        result = json.load(file)
    runs = [Run.from_json(fields) for fields in result["runs"]]
    write_report(pathlib.Path(options.runs).parent, runs, result["pageSize"], options.title)
    print(report.markdown(runs, result["pageSize"]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
