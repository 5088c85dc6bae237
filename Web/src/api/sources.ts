/** Sources, what is known of them, galleries of them and downloads; hints that something changed. */
import type { Listing, Verdict } from './types';

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
