/**
 * The JSON of the HTTP API under /api/v1, exactly as the page reads and writes it.
 *
 * Conventions
 * - camelCase names; times RFC 3339 UTC strings; scores, probabilities and fractions in [0, 1] as plain numbers.
 * - `T | null`: the server may send null or leave the property out. NaN and infinities never travel: they are null.
 * - Listings are `{items, next}`, paged by key: pass `next` back as `?after=`; `next: null` ends the listing.
 * - Counts are of sources unless the name says otherwise.
 * - Enums travel as the camelCase strings below. The page shows a value that it does not know as it is.
 * - Maps keyed by class (`labelled`, `labels`) hold every class of the campaign, zeros included.
 * - Errors are RFC 9457 problem details with media type application/problem+json.
 */

export type { MemberKind, MemberOption, Weights } from './members';

export interface Listing<T> {
  items: T[];
  next: string | null;
}

/** `type` is a stable URI whose last segment the page switches on, see `ProblemSlug`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  instance?: string | null;
  /** What the person can do about it, in one sentence. */
  hint?: string | null;
  /** 422 only: field (JSON path, camelCase) to messages. */
  errors?: Record<string, string[]> | null;
}

/** Last segments of `Problem.type` on which the page acts. Others are shown as they are. */
export type ProblemSlug =
  | 'unauthenticated' // 401: no cookie, or the token is spent
  | 'forbidden' // 403
  | 'unknown-campaign' // 404
  | 'unknown-page' // 404: never dealt
  | 'page-held-by-another' // 409
  | 'too-many-open-pages' // 409: GET …/pages tells which
  | 'operation-reused' // 422: same operationId, another body
  | 'round-refused' // 409: one class only, or nothing new
  | 'round-running' // 409: one is already under way
  | 'nothing-to-undo' // 409
  | 'draining'; // 503 with Retry-After

// Session

/** POST /api/v1/session: 204 and an HttpOnly, SameSite=Strict cookie, or 401. The one call that needs no token. */
export interface SessionRequest {
  token: string;
}

export type Role = 'owner' | 'annotator' | 'viewer';

/** GET /api/v1/me. 401 without a cookie or bearer token. */
export interface Me {
  annotator: string;
  role: Role;
  /** Ids of the campaigns this token may see. */
  campaigns: string[];
  /** LensGrains' version, shown in the footer. */
  version?: string | null;
  /** Where the cluster's own dashboard is; only for those who may see it, on a server that has one. */
  dashboard?: string | null;
}

/** POST /api/v1/tokens: 201 with `CreatedToken`, which is shown once. Owners only; a campaign left out means all. */
export interface CreateToken {
  annotator: string;
  campaign?: string;
  role: Role;
}

export interface CreatedToken {
  token: string;
  annotator: string;
  campaign: string | null;
  role: Role;
}

// Campaigns

export type RestOfPage = 'explicit' | 'positive' | 'negative';

export interface MemberSpec {
  kind: string;
  options?: Record<string, unknown> | null;
}

export interface RetrainWhen {
  labels: number | null;
  days: number | null;
  confirmed: number | null;
}

/** GET /campaigns has all of it; PATCH /campaigns/{c}/policy takes what shall change, all but the seed. */
export interface Policy {
  pageSize: number; // 10
  numSubmissionTrain: number; // 100
  retrainWhen: RetrainWhen | null;
  supplementRatio: number; // 0.2
  supplementMethod: 'uncertainty' | 'threshold';
  auditRatio: number;
  members: MemberSpec[];
  embedding: string;
  fixEnsembles: boolean;
  maximumEnsembleSize: number; // 5
  initialEnsembleSize: number; // 5
  coldStart: boolean;
  thresholdRule: 'heldOut' | 'inSample' | 'pool';
  thresholdAt: 'midpoint' | 'crossing' | 'falsePositiveRate' | 'f1' | 'youden' | 'recallAtLeast' | 'precisionAtLeast';
  /** What the rule shall keep, above 0 to 1; null: its usual aim. */
  thresholdAim: number | null;
  knownLensGradeCut: string | null;
  magnitudeColumn: string | null;
  magnitudeLimit: number | null;
  restOfPage: RestOfPage; // 'explicit'
  leaseSeconds: number;
  maxOpenPages: number; // 3
  seed: number;
  pageOrder: 'shuffled' | 'slDiscovery' | 'random';
  /** Annotators who shall label each source. */
  overlap: number; // 1
  trainOnUnsure: boolean;
  /** Where members train: on silos with an accelerator while there is one, on such silos only, on processors only. */
  accelerator: 'prefer' | 'require' | 'none';
  /** Sources nobody spoke of that each member takes for negatives; 0: none. */
  presumedNegatives: number;
  /** Least share of the draws of labelled negatives that hard ones get, 0 to 0.9. */
  hardNegativeShare: number;
  /** How much oftener a marked false positive, or a confirmed positive, is drawn than another of its class. */
  hardNegativeWeight: number;
  confirmedWeight: number;
  /** Learn the probability that several votes give, not the class that won. */
  softLabels: boolean;
  /** An example that was in a rounds before weighs exp(-recencyDecay · a). */
  recencyDecay: number;
  trainOnMachineLabels: boolean;
  objectRadiusArcsec: number;
}

/** POST /campaigns: 201 with `Campaign`. Every property of the policy may be left out. */
export interface CreateCampaign {
  id: string;
  name: string;
  /** In key order: the page's key 1 is the first class. */
  classes: string[];
  positive: string;
  catalog?: string;
  policy?: Partial<Policy>;
}

export type CampaignState = 'empty' | 'ingesting' | 'ready' | 'training' | 'closed';

/** GET /campaigns (items) and GET /campaigns/{c}. */
export interface Campaign {
  id: string;
  name: string;
  /** empty: no sources yet; ingesting: the first ingest runs; training: a round is active beside labelling. */
  state: CampaignState;
  /** Grows with every change that a hint announces. */
  version: number;
  classes: string[];
  positive: string;
  catalog: string;
  policy: Policy;
  sources: number;
  /** Sources whose current label is that class, known lenses not counted. */
  labelled: Record<string, number>;
  unsure: number;
  skipped: number;
  /** Positives of round 0. */
  knownLenses: number;
  /** Sources that could still be dealt. */
  available: number;
  /** Labels ever submitted (events, not sources). */
  submissions: number;
  /** The published round pages are dealt from; 0 before the first. */
  currentRound: number;
  /** The round that is queued, training, scoring or publishing now. */
  activeRound: number | null;
  /** Labelled sources still missing until the next round starts by itself. */
  labelsUntilRound: number | null;
  /** Why the last round that was due did not start, e.g. one class only. */
  refusal: string | null;
  /** Dividing threshold of the current round. */
  threshold: number | null;
  /** The embedding set that the next round will use, and why; null: the catalogue has none yet. */
  embedding: { set: string; reason: string } | null;
}

// Ingest

/** POST /campaigns/{c}/ingests: 202 with `IngestJob`. Exactly one of folder, manifest, embeddings; or known lenses alone. */
export interface StartIngest {
  operationId?: string;
  /** Paths on the server; `radiusArcsec` and `suffixes` say how lenses are matched and files grouped. */
  folder?: string;
  manifest?: string;
  embeddings?: string;
  knownLenses?: string;
  radiusArcsec?: number;
  suffixes?: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** GET /campaigns/{c}/ingests (newest first) and GET …/ingests/{n}. */
export interface IngestJob {
  number: number;
  state: JobState;
  /** What was asked for, e.g. "folder cutouts". */
  what: string;
  /** null while still counting. */
  total: number | null;
  done: number;
  added: number;
  changed: number;
  unchanged: number;
  failed: number;
  /** The first 100 failures; `failed` counts them all. */
  failures: { name: string; reason: string }[];
  ratePerSecond: number | null;
  etaSeconds: number | null;
  startedAt: string;
  finishedAt: string | null;
  /** Why the job as a whole failed. */
  message: string | null;
  knownLensesMatched: number;
  knownLensesUnmatched: number;
}

// Pages

/** POST /campaigns/{c}/pages: 200 with `Page`. The same operationId gets the same page, its answers included. */
/** Where the sources of a page come from; default is the mixture of the policy. */
export type Queue = 'default' | 'highest' | 'uncertain' | 'random' | 'threshold' | 'odd' | 'diverse';

export interface OpenPage {
  operationId?: string;
  size?: number;
  queue?: Queue;
}

/**
 * Why a tile was dealt. score: among the highest; uncertainty: widest spread of the members; threshold: nearest to the
 * dividing threshold; audit: drawn at random with a recorded probability; random, diverse, odd: before the first round, or from that queue;
 * asked: named by whoever opened the page.
 */
export type TileReason = 'score' | 'uncertainty' | 'threshold' | 'audit' | 'random' | 'diverse' | 'odd' | 'asked';

export interface Tile {
  sourceId: string;
  name: string;
  /** Path of the default rendering; the page appends &size=, &stretch=, &bands= to …/sources/{s}/image itself. */
  imageUrl: string;
  reason: TileReason;
  /** Probability with which this source was selected for this page; null where the rule is deterministic. */
  probability: number | null;
  /** Of the page's round; null for unscored sources. Hidden unless the annotator asks. */
  score: number | null;
  uncertainty: number | null;
  /** What this annotator answered before; set on reopened pages only. */
  answer?: TileAnswer | null;
}

/** One answer. Exactly one of: label (unsure or not), unsure alone, skip. */
export interface TileAnswer {
  sourceId: string;
  label?: string | null;
  unsure?: boolean | null;
  skip?: boolean | null;
  comment?: string | null;
}

/** GET /campaigns/{c}/pages lists the annotator's own open pages, oldest first. */
export interface Page {
  pageId: string;
  expiresAt: string;
  round: number;
  /** Empty when nothing is left. */
  tiles: Tile[];
}

/** POST …/pages/{page}/renew: 200. DELETE …/pages/{page}: 204. */
export interface PageRenewed {
  pageId: string;
  expiresAt: string;
}

/** POST …/pages/{page}/labels. `rest` overrides the campaign's restOfPage for the tiles that are not named. */
export interface SubmitPage {
  operationId: string;
  labels: TileAnswer[];
  rest?: RestOfPage;
}

export interface SubmitAnswer {
  operationId: string;
  outcome: 'accepted' | 'acceptedLate';
  /** Answers taken, those filled in by `rest` included. */
  accepted: number;
}

/** What a closer look at a candidate came to. It enters the next round: confirmed and false positives weigh more, interesting trains nothing. */
export type Verdict = 'confirmed' | 'interesting' | 'falsePositive' | 'normal';

/** A label, doubt or skip; of kind verdict a verdict alone, where none takes back one's own. */
export interface GivenLabel extends TileAnswer {
  verdict?: Verdict | 'none' | null;
}

/** POST /campaigns/{c}/labels: 200 with `SubmitAnswer`. */
export interface SubmitLabels {
  operationId: string;
  labels: GivenLabel[];
  kind: 'label' | 'adjudication' | 'import' | 'verdict';
  origin?: 'human' | 'catalogue' | 'simulation' | 'import' | 'machine' | null;
  dataSet?: string | null;
}

/** POST /campaigns/{c}/undo. 409 nothing-to-undo. */
export interface Undo {
  operationId: string;
  target?: string;
}

export interface UndoAnswer {
  operationId: string;
  /** operationId of the submission that was taken back. */
  undone: string;
  /** Reopened with a fresh lease, each tile with its former answer; null when it had no page. */
  page: Page | null;
}

// Rounds

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

// Sources and gallery

/** GET /campaigns/{c}/sources?after=&limit=&search= (search: part of the name). */
export interface SourceRow {
  sourceId: string;
  name: string;
  imageUrl: string;
  score: number | null;
  uncertainty: number | null;
  label: string | null;
  unsure: boolean;
  known: boolean;
  /** The grade given last, else the one that a known lens came with. */
  grade: string | null;
  flags: string[];
  /** The verdict that holds: the newest of anybody's. */
  verdict?: Verdict | null;
  verdictBy?: string | null;
  verdictAt?: string | null;
}

/** POST …/sources/{s}/remarks: 200 with `RemarkAnswer`. At least one of the four; it changes no training. */
export interface AddRemark {
  operationId: string;
  grade?: string;
  flag?: string;
  unflag?: string;
  comment?: string;
}

export interface Remark {
  at: string;
  annotator: string;
  grade: string | null;
  flag: string | null;
  unflag: string | null;
  comment: string | null;
}

export interface RemarkAnswer {
  operationId: string;
  outcome: 'accepted';
  grade: string | null;
  flags: string[];
  remarks: Remark[];
}

export interface SourceEvent {
  at: string;
  annotator: string;
  /** label, relabel, skip, undo, adjudication, import, verdict. */
  kind: string;
  label: string | null;
  unsure: boolean;
  comment: string | null;
  verdict?: Verdict | null;
}

/** GET /campaigns/{c}/sources/{s}. */
export interface Source extends SourceRow {
  rank: number | null;
  raDeg: number | null;
  decDeg: number | null;
  /** In the order of the file; `?bands=` takes one name or three (red, green, blue) separated by commas. */
  bands: string[];
  /** Survey, instrument, pixel scale and so on, as text with units. */
  metadata: Record<string, string>;
  memberScores: { serial: number; score: number }[];
  history: SourceEvent[];
  /** Oldest first. */
  remarks: Remark[];
}

/** GET …/sources/{s}/image?size=&stretch=&bands=&format= : longest side in pixels, a stretch, bands, png or jpeg. */
export type Stretch = 'lupton' | 'asinh' | 'zscale' | 'percentile' | 'linear';

/**
 * GET /campaigns/{c}/gallery?class=&grade=&flag=&verdict=&after=&limit= . class: a class, or "unsure", "skip" or "any" (names no
 * campaign may use). Order: known lenses by grade (best first), then by the time of their label.
 */
export interface GalleryItem {
  sourceId: string;
  name: string;
  imageUrl: string;
  label: string | null;
  unsure: boolean;
  known: boolean;
  grade: string | null;
  flags: string[];
  score: number | null;
  annotator: string | null;
  labelledAt: string | null;
  /** The verdict that holds: the newest of anybody's. */
  verdict?: Verdict | null;
  verdictBy?: string | null;
  verdictAt?: string | null;
}

export interface Gallery extends Listing<GalleryItem> {
  total: number;
  known: number;
  /** Labelled in the campaign. */
  selected: number;
}

/**
 * Downloads. A link cannot send `Accept`, so `?format=csv` does the same as `Accept: text/csv`:
 * GET …/scores?round=n&format=csv, GET …/labels?format=csv, GET …/sources?format=csv (all rows, streamed), and
 * GET …/export?round=n (everything in one ZIP, the current round's scores without a number), and
 * GET …/rounds/{n}/manifest (JSON: hash, cut, policy, classes, members, metrics, file hashes).
 */
export type Download = 'scores' | 'labels' | 'sources' | 'manifest' | 'export';

/** SignalR hub /hubs/campaigns; client methods campaignChanged, roundProgress, roundPublished; server method Watch(campaign). */
export interface Hint {
  campaign: string;
  version: number;
}

// Devices

/** GET /devices: owners and annotators. */
export interface Devices {
  silos: Silo[];
  /** Sums over the silos. */
  rates: Rates;
}

export interface Silo {
  /** As rounds name it. */
  silo: string;
  name: string;
  /** all: API and grains in one process; silo: grains. */
  role: string;
  /** Takes members that require an accelerator. */
  accelerator: boolean;
  reportedAt: string;
  devices: Device[];
  rates: Rates;
}

export interface Device {
  /** cpu, cuda:0 */
  device: string;
  /** The one that runs, if any, then those that wait, in order. */
  jobs: Job[];
}

/** Title, campaign and round are left out where the token does not open the campaign. */
export interface Job {
  kind: 'train' | 'score';
  state: 'queued' | 'running';
  title: string | null;
  campaign: string | null;
  round: number | null;
  /** 0..1 */
  progress: number | null;
  stage: string | null;
  enqueuedAt: string;
  startedAt: string | null;
}

/** Over the last ten seconds. */
export interface Rates {
  submissionsPerSecond: number;
  sourcesScoredPerSecond: number;
  trainStepsPerSecond: number;
}
