import type * as api from '../src/api/types.js';
import type { FakeSource, World } from './world.js';

const binWidth = 0.02;

function histogram(scores: number[]): api.Histogram {
  const fractions = new Array<number>(50).fill(0);
  for (const s of scores) {
    const bin = Math.min(49, Math.floor(s / binWidth));
    fractions[bin] = (fractions[bin] ?? 0) + 1 / scores.length;
  }
  return { count: scores.length, fractions };
}

export function plotsOf(world: World, number: number): api.RoundPlots {
  const all = [...world.sources.values()].toSorted((a, b) => b.score - a.score);
  const rank = new Map(all.map((s, i) => [s.id, i + 1]));
  const labelled = (label: string) => all.filter((s) => world.answers.get(s.id)?.label === label);
  const known = all.filter((s) => s.known);
  const finds = labelled(world.campaign.positive);
  const negatives = labelled('non-lens');
  const over = (score: number) => all.filter((s) => s.score > score).length;
  const line = (scores: number[], pick: (...v: number[]) => number): api.PlotLine | null => {
    if (scores.length === 0) return null;
    const score = pick(...scores);
    return { score, count: over(score) };
  };
  const points = (list: FakeSource[]) => list.map((s) => ({ sourceId: s.id, name: s.name, score: s.score, rank: rank.get(s.id) ?? 0, grade: s.grade }));
  const scores = Array.from({ length: 200 }, (_, i) => 1 - i / 199);
  return {
    round: number, scored: all.length, binWidth,
    positives: histogram([...known, ...finds].map((s) => s.score)), negatives: histogram(negatives.map((s) => s.score)), pool: histogram(all.map((s) => s.score)),
    curve: { scores, counts: scores.map((t) => all.filter((s) => s.score >= t).length) },
    lines: {
      maxScore: line(all.map((s) => s.score), Math.max), dividingThreshold: { score: 0.46, count: over(0.46) },
      minKnown: line(known.map((s) => s.score), Math.min), minFinds: line(finds.map((s) => s.score), Math.min), maxNegative: line(negatives.map((s) => s.score), Math.max),
    },
    known: { count: known.length, points: points(known) }, finds: { count: finds.length, points: points(finds) },
    notes: finds.length === 0 ? ['No finds yet: only known lenses are positive.'] : [],
  };
}
