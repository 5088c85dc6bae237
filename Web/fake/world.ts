import type * as api from '../src/api/types.js';
import { normal, seeded } from './random.js';

export interface FakeSource {
  id: string;
  name: string;
  ordinal: number;
  lens: boolean;
  known: boolean;
  grade: string | null;
  score: number;
  spread: number;
}

export interface FakeSubmission {
  operationId: string;
  body: string;
  pageId: string | null;
  answer: api.SubmitAnswer;
  before: Map<string, api.TileAnswer | undefined>;
  given: api.TileAnswer[];
  undone: boolean;
}

export interface World {
  campaign: api.Campaign;
  sources: Map<string, FakeSource>;
  answers: Map<string, api.TileAnswer & { round: number; at: string }>;
  verdicts: Map<string, { verdict: api.Verdict; at: string }>;
  pages: Map<string, { page: api.Page; operationId: string; open: boolean; used: boolean }>;
  submissions: FakeSubmission[];
  rounds: api.Round[];
  /** Whether the cluster has a GPU silo. */
  gpu: boolean;
  finds: api.FindsOfRound[];
  jobs: api.IngestJob[];
  /** By source, oldest first. */
  remarks: Map<string, api.Remark[]>;
  listeners: Set<(name: string) => void>;
  /** Rounds by the operation id that started them. */
  started: Map<string, number>;
  /** How many of the next requests fail with 503. */
  failures: number;
  random: () => number;
  serial: number;
  /** Milliseconds between two steps of a round. */
  stepMs: number;
}

const policy: api.Policy = {
  pageSize: 10, numSubmissionTrain: 100, retrainWhen: null, supplementRatio: 0.2, supplementMethod: 'uncertainty', auditRatio: 0.1,
  members: [{ kind: 'mlp' }], embedding: 'hog', fixEnsembles: false, maximumEnsembleSize: 5, coldStart: false,
  initialEnsembleSize: 5, thresholdRule: 'heldOut', thresholdAt: 'midpoint', thresholdAim: null, pageOrder: 'shuffled', overlap: 1, trainOnUnsure: false, presumedNegatives: 5000, hardNegativeShare: 0, hardNegativeWeight: 4, confirmedWeight: 2, recencyDecay: 0, softLabels: false,
  trainOnMachineLabels: false, objectRadiusArcsec: 3, accelerator: 'prefer', knownLensGradeCut: null, magnitudeColumn: null, magnitudeLimit: null, restOfPage: 'explicit',
  leaseSeconds: 900, maxOpenPages: 3, seed: 1234,
};

const grades = ['M25', 'S12', 'S11', 'S10', 'S09', 'S05', 'S02'];

export function newWorld(id: string, options: { round?: number; sources?: number; rest?: api.RestOfPage } = {}): World {
  const random = seeded(42);
  const count = options.sources ?? 1200;
  const sources = new Map<string, FakeSource>();
  for (let i = 0; i < count; i++) {
    const known = i < 14;
    const lens = known || random() < 0.04;
    const sourceId = `${known ? 'known' : 'sim'}-${String(i).padStart(6, '0')}`;
    const logit = (lens ? 2.4 : -3.2) + 1.5 * normal(random);
    sources.set(sourceId, {
      id: sourceId, name: sourceId, ordinal: i, lens, known, grade: known ? (grades[i % grades.length] ?? null) : null,
      score: 1 / (1 + Math.exp(-logit)), spread: 0.02 + 0.1 * random(),
    });
  }
  const world: World = {
    campaign: {
      id, name: id === 'demo' ? 'Simulated sky' : id, state: 'ready', version: 1, classes: ['non-lens', 'lens'], positive: 'lens', catalog: id,
      policy: { ...policy, restOfPage: options.rest ?? 'explicit' }, sources: count, labelled: { 'non-lens': 0, lens: 0 }, unsure: 0, skipped: 0,
      knownLenses: 14, available: 0, submissions: 0, currentRound: 0, activeRound: null, labelsUntilRound: 100, refusal: null, threshold: null,
      embedding: { set: 'hog', reason: 'features made by hand, by origin: no two sets were measured on the same labels' },
    },
    sources, answers: new Map(), verdicts: new Map(), pages: new Map(), submissions: [], rounds: [], gpu: true, finds: [], jobs: [], remarks: new Map(), listeners: new Set(), started: new Map(), failures: 0,
    random, serial: 0, stepMs: 250,
  };
  for (let n = 1; n <= (options.round ?? 0); n++) pastRound(world, n);
  recount(world);
  return world;
}

/** Rounds that happened before the page was opened, with the labels that led to them. */
function pastRound(world: World, number: number): void {
  const free = [...world.sources.values()].filter((s) => !s.known && !world.answers.has(s.id));
  free.sort((a, b) => b.score - 0.4 * (b.ordinal % 7) - (a.score - 0.4 * (a.ordinal % 7)));
  for (const source of free.slice(0, 100)) {
    world.answers.set(source.id, { sourceId: source.id, label: source.lens ? 'lens' : 'non-lens', round: number, at: '2026-01-05T10:00:00Z' });
  }
  world.campaign.submissions += 100;
  for (const earlier of world.rounds) earlier.isCurrent = false;
  world.rounds.unshift(roundOf(world, number, 'published'));
  world.campaign.currentRound = number;
}

export function recount(world: World): void {
  const c = world.campaign;
  const answers = [...world.answers.values()];
  c.labelled = Object.fromEntries(c.classes.map((k) => [k, answers.filter((a) => a.label === k).length]));
  c.unsure = answers.filter((a) => a.unsure).length;
  c.skipped = answers.filter((a) => a.skip).length;
  c.available = c.sources - c.knownLenses - answers.length;
  const total = answers.filter((a) => a.label).length;
  c.labelsUntilRound = Math.max(0, (world.rounds.length + 1) * c.policy.numSubmissionTrain - total);
  c.threshold = world.rounds.find((r) => r.number === c.currentRound)?.thresholds?.dividing ?? null;
  c.version++;
  recountFinds(world);
  for (const tell of world.listeners) tell('campaignChanged');
}

function recountFinds(world: World): void {
  const last = world.rounds.filter((r) => r.state === 'published').length;
  const closed: number[] = [];
  world.finds = Array.from({ length: last + 1 }, (_, i) => {
    const round = i + 1;
    const mine = [...world.answers.values()].filter((a) => a.round === round && a.label);
    const positivesGained = mine.filter((a) => a.label === world.campaign.positive).length;
    const isClosed = round <= last;
    if (isClosed) closed.push(positivesGained);
    const five = closed.slice(-5);
    return { round, labelled: mine.length, positivesGained, closed: isClosed, meanOfFive: isClosed ? five.reduce((a, b) => a + b, 0) / five.length : null };
  });
}

export function roundOf(world: World, number: number, state: api.RoundState): api.Round {
  const c = world.campaign;
  const labels = Object.fromEntries(c.classes.map((k) => [k, [...world.answers.values()].filter((a) => a.label === k).length]));
  const finished = state === 'published';
  return {
    number, state, reason: 'labels', parent: number > 1 ? number - 1 : null, isCurrent: finished, attempt: 1,
    startedAt: `2026-01-05T1${number % 10}:00:00Z`, finishedAt: finished ? `2026-01-05T1${number % 10}:00:48Z` : null,
    manifestHash: `9f2c${number}e7ab41d0`, sources: c.sources, labels, labelsChangedSince: 0, positivesGained: labels[c.positive] ?? 0,
    progress: null, members: Array.from({ length: Math.min(5, number) }, (_, i) => memberOf(number, i, finished)),
    metrics: finished ? metrics(number) : null, thresholds: finished ? thresholds() : null, message: null,
  };
}

const metrics = (number: number): api.RoundMetrics => ({
  auroc: 0.9 + 0.012 * number, averagePrecision: 0.6 + 0.05 * number, brier: 0.06, heldOutLabelled: 40, maxScore: 0.997, minScoreFinds: 0.08,
  minScoreKnown: 0.13, maxScoreNegatives: 0.81, countOverMinScoreFinds: 300, countOverMinScoreKnown: 240, countOverThreshold: 90,
  countBelowMaxNegative: 1100, purity: 0.21, recallKnown: 0.93,
});

const thresholds = (): api.RoundThresholds => ({
  dividing: 0.46, rule: 'heldOutMidpoint', meansMidpoint: 0.46, equalPosterior: 0.41, inSampleMidpoint: 0.49, poolMidpoint: 0.38, fallback: null,
  alternatives: [
    { rule: 'false_positive_rate_0.01', threshold: 0.88, positives: 31, negatives: 2 }, { rule: 'f1', threshold: 0.57, positives: 48, negatives: 9 },
    { rule: 'recall_at_least_0.9', threshold: 0.34, positives: 54, negatives: 27 }, { rule: 'precision_at_least_0.99', threshold: null, positives: 0, negatives: 0 },
  ],
});

const epochs = Array.from({ length: 40 }, (_, i) => i * 8);
const decay = (index: number, epoch: number, floor: number): number => floor + (0.69 - floor) * Math.exp(-epoch / (60 + 12 * index));
const train = (index: number, epoch: number): number => decay(index, epoch, 0.05);
const heldOut = (index: number, epoch: number): number => decay(index, epoch, 0.14) + 0.00012 * epoch;

export function memberOf(round: number, index: number, done: boolean, kind = 'mlp'): api.RoundMember {
  return {
    serial: Math.max(0, round - 5) + index, kind, state: done ? 'done' : 'queued', epoch: done ? 312 : 0, maximumEpochs: done ? 400 : null,
    bestEpoch: done ? 272 : null, trainLoss: done ? 0.061 : null, heldOutLoss: done ? 0.142 + 0.01 * index : null, warmStart: round > 1 && kind === 'mlp', silo: null, device: null,
    losses: done ? { epochs, train: epochs.map((e) => train(index, e)), heldOut: epochs.map((e) => heldOut(index, e)) } : null,
  };
}

/** A member with so many epochs of training behind it. */
export function trainingMember(round: number, index: number, kind: string, epoch: number): api.RoundMember {
  const gone = epochs.filter((e) => e <= epoch);
  return {
    ...memberOf(round, index, false, kind), state: 'training', epoch, maximumEpochs: 400, bestEpoch: Math.min(epoch, 272), trainLoss: train(index, epoch), heldOutLoss: heldOut(index, epoch),
    losses: { epochs: gone, train: gone.map((e) => train(index, e)), heldOut: gone.map((e) => heldOut(index, e)) },
  };
}
