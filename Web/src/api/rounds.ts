/** Rounds: what they are taught, how they go, what they came to. */

export type RoundState =
  | 'queued'
  | 'freezing'
  | 'waitingForDevice'
  | 'waitingForGpuSilo' // the policy requires an accelerator and no silo has one
  | 'training'
  | 'scoring'
  | 'publishing'
  | 'published'
  | 'refused' // nothing to learn from; the message says what was missing
  | 'cancelled'
  | 'failed';

export type MemberState = 'queued' | 'training' | 'trained' | 'scoring' | 'done' | 'kept' | 'failed';

export interface RoundMember {
  serial: number;
  kind: string;
  /** kept: taken over unchanged from the parent round. */
  state: MemberState;
  epoch: number;
  maximumEpochs: number | null;
  bestEpoch: number | null;
  trainLoss: number | null;
  heldOutLoss: number | null;
  /** One entry per recorded epoch, for the sparkline; at most 200 points. */
  losses: { epochs: number[]; train: number[]; heldOut: (number | null)[] } | null;
  warmStart: boolean;
  /** While a device has it: which one, see `Devices`. */
  silo: string | null;
  device: string | null;
}

export interface RoundProgress {
  /** 0..1 over the whole round. */
  fraction: number;
  /** e.g. "member 2 of 5, epoch 120" or "scoring shard 1 of 3". */
  step: string;
  etaSeconds: number | null;
}

/** Every score here is of round `number`. Known-lens figures come only from members that did not train on that lens. */
export interface RoundMetrics {
  auroc: number | null;
  averagePrecision: number | null;
  brier: number | null;
  heldOutLabelled: number | null;
  maxScore: number | null;
  /** Minimum over finds (positives labelled in the campaign). */
  minScoreFinds: number | null;
  minScoreKnown: number | null;
  maxScoreNegatives: number | null;
  /** Sources strictly above that score. */
  countOverMinScoreFinds: number | null;
  countOverMinScoreKnown: number | null;
  countOverThreshold: number | null;
  countBelowMaxNegative: number | null;
  /** Positives / countOverMinScoreKnown. */
  purity: number | null;
  /** Share of known lenses over the dividing threshold. */
  recallKnown: number | null;
}

export interface RoundThresholds {
  /** The one that divides, and the rule it came from. */
  dividing: number | null;
  rule: string;
  /** Fitted to held-out scores of labelled sources. */
  meansMidpoint: number | null;
  equalPosterior: number | null;
  /** Named alternatives: fitted to in-sample scores, and to the pool. */
  inSampleMidpoint: number | null;
  poolMidpoint: number | null;
  /** Set when a fit degenerated or a class was missing, and what was done instead. */
  fallback: string | null;
  /** What other rules would choose on held-out scores; how many labelled positives and negatives score more. */
  alternatives: { rule: string; threshold: number | null; positives: number; negatives: number }[];
}

/** GET …/rounds (newest first, members' `losses` null there), GET …/rounds/{n}; POST …/rounds answers 202 with it. */
export interface Round {
  number: number;
  state: RoundState;
  /** What started it: e.g. "labels", "days", "confirmed", "doubled", "asked". */
  reason: string;
  parent: number | null;
  isCurrent: boolean;
  attempt: number;
  startedAt: string;
  finishedAt: string | null;
  manifestHash: string | null;
  /** Sources of the manifest and their labels per class, known lenses included in the positive class. */
  sources: number;
  labels: Record<string, number>;
  labelsChangedSince: number;
  /** Positives labelled since the parent round. */
  positivesGained: number;
  progress: RoundProgress | null;
  members: RoundMember[];
  metrics: RoundMetrics | null;
  thresholds: RoundThresholds | null;
  /** Why it failed, was cancelled or waits. */
  message: string | null;
  taught?: Taught | null;
}

/** What a round's examples are made of. */
export interface Taught {
  confirmed: number;
  falsePositives: number;
  /** Hard negatives mined from round `minedFrom`, marked ones not counted. */
  mined: number;
  minedFrom: number | null;
  /** Share of the draws of negatives that hard ones got. */
  hardNegativeShare: number;
  soft: number;
  origins: Record<string, number>;
  /** Examples that show the same object as another. */
  copies: number;
  largestObject: number;
  ignoredKeys: string | null;
  /** Sources nobody spoke of that each member took for negatives, at most. */
  presumed: number;
}

/** POST …/rounds: start now. */
export interface StartRound {
  operationId?: string;
}

/** POST …/rounds/{n}/restore and …/rounds/{n}/cancel have an empty body and answer 200 with `Round`. */

/**
 * POST /campaigns/{c}/reset: round takes back the labels since the last published round (POST …/undo with its
 * operationId as target brings them back); model forgets the members, labels stay.
 */
export interface Reset {
  operationId: string;
  what: 'round' | 'model';
}

export interface ResetAnswer {
  operationId: string;
  what: 'round' | 'model';
  labelsTakenBack: number;
}

export interface Histogram {
  count: number;
  /** `1 / binWidth` entries; bin i covers [i, i + 1) * binWidth, the last one its right end too; sums to 1 if count > 0. */
  fractions: number[];
}

export interface PlotLine {
  score: number;
  /** Sources with a score strictly above. */
  count: number;
}

export interface PlotPoint {
  sourceId: string;
  name: string;
  score: number;
  /** 1 + number of sources with a strictly higher score. */
  rank: number;
  grade: string | null;
}

/** GET /campaigns/{c}/rounds/{n}/plots. 404 for a round that is not published; 404 for round 0. */
export interface RoundPlots {
  round: number;
  /** Sources scored. */
  scored: number;
  binWidth: number; // 0.02
  /** Each normalised by its own count: labelled positives (known lenses included) and labelled negatives. */
  positives: Histogram;
  negatives: Histogram;
  pool: Histogram | null;
  /** Number of sources with score >= scores[i]; scores descending, counts ascending; 100 to 400 points. */
  curve: { scores: number[]; counts: number[] };
  lines: {
    maxScore: PlotLine | null;
    dividingThreshold: PlotLine | null;
    minKnown: PlotLine | null;
    minFinds: PlotLine | null;
    maxNegative: PlotLine | null;
  };
  /** Known lenses and finds (positives labelled in the campaign) by descending score; at most 2,000 points each. */
  known: { count: number; points: PlotPoint[] };
  finds: { count: number; points: PlotPoint[] };
  /** Why something above is null or empty, e.g. "no known lenses were given". Shown under the plot. */
  notes: string[];
}

/** GET /campaigns/{c}/finds: ascending by round; the last item with `round` above the current one is still open. */
export interface FindsOfRound {
  round: number;
  /** Sources labelled between this round's predecessor and it. */
  labelled: number;
  positivesGained: number;
  /** Mean of positivesGained over this and up to four earlier closed rounds; null while open. */
  meanOfFive: number | null;
  closed: boolean;
}
