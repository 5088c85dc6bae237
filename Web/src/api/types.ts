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

export type * from './devices';
export type * from './rounds';
export type * from './sources';
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
