import type { SubmitLabels, SubmitPage } from '../api/types';

/** A submission that the server has not answered yet. It stays in the browser's storage until it has. */
export interface Pending {
  campaign: string;
  /** null for labels without a page. */
  pageId: string | null;
  body: SubmitPage | SubmitLabels;
  queuedAtMs: number;
  attempts: number;
  /** Not before this time. */
  nextTryMs: number;
  /** Why the last try failed, for people. */
  lastError: string | null;
}

/** Refused by the server for good (4xx): kept and shown until the annotator decides. */
export interface Refused extends Pending {
  problem: string;
}

export interface Outbox {
  pending: Pending[];
  refused: Refused[];
}

export const emptyOutbox: Outbox = Object.freeze({ pending: [], refused: [] });

export type SendResult =
  | { kind: 'taken' }
  | { kind: 'tryLater'; why: string; retryAfterMs: number | null }
  | { kind: 'refused'; why: string };

export const operationIdOf = (entry: Pending): string => entry.body.operationId;

/** Adding the same operation twice changes nothing. */
export function enqueued(outbox: Outbox, entry: Pending): Outbox {
  const known = [...outbox.pending, ...outbox.refused].some((e) => operationIdOf(e) === operationIdOf(entry));
  return known ? outbox : { ...outbox, pending: [...outbox.pending, entry] };
}

/** Oldest first and one at a time, so that a relabel never overtakes the label it corrects. */
export function nextDue(outbox: Outbox, nowMs: number): Pending | null {
  const first = outbox.pending[0];
  return first && first.nextTryMs <= nowMs ? first : null;
}

/** Milliseconds until the next try, or null when nothing waits. */
export function waitMs(outbox: Outbox, nowMs: number): number | null {
  const first = outbox.pending[0];
  return first ? Math.max(0, first.nextTryMs - nowMs) : null;
}

/** 1, 2, 4 … 60 s, each between half of it and the whole (`jitter` in [0, 1]). */
export function backoffMs(attempts: number, jitter: number): number {
  const whole = Math.min(60_000, 1_000 * 2 ** Math.max(0, attempts - 1));
  return Math.round(whole * (0.5 + 0.5 * jitter));
}

export function settled(outbox: Outbox, operationId: string, result: SendResult, nowMs: number, jitter: number): Outbox {
  const entry = outbox.pending.find((e) => operationIdOf(e) === operationId);
  if (!entry) return outbox;
  const others = outbox.pending.filter((e) => e !== entry);
  switch (result.kind) {
    case 'taken':
      return { ...outbox, pending: others };
    case 'refused':
      return { pending: others, refused: [...outbox.refused, { ...entry, problem: result.why }] };
    case 'tryLater':
      return { ...outbox, pending: outbox.pending.map((e) => (e === entry ? delayed(e, result, nowMs, jitter) : e)) };
  }
}

function delayed(entry: Pending, result: { why: string; retryAfterMs: number | null }, nowMs: number, jitter: number): Pending {
  const attempts = entry.attempts + 1;
  const wait = result.retryAfterMs ?? backoffMs(attempts, jitter);
  return { ...entry, attempts, nextTryMs: nowMs + wait, lastError: result.why };
}

/** The network is back: everything may be tried now. */
export const hurried = (outbox: Outbox, nowMs: number): Outbox =>
  ({ ...outbox, pending: outbox.pending.map((e) => ({ ...e, nextTryMs: Math.min(e.nextTryMs, nowMs) })) });

/** Takes back an entry that has certainly not reached the server; null when it may have. */
export function withdrawn(outbox: Outbox, operationId: string, inFlight: string | null): { outbox: Outbox; entry: Pending } | null {
  const entry = outbox.pending.find((e) => operationIdOf(e) === operationId);
  if (!entry || entry.attempts > 0 || inFlight === operationId) return null;
  return { entry, outbox: { ...outbox, pending: outbox.pending.filter((e) => e !== entry) } };
}

export function retried(outbox: Outbox, operationId: string, nowMs: number): Outbox {
  const entry = outbox.refused.find((e) => operationIdOf(e) === operationId);
  if (!entry) return outbox;
  const { problem: _, ...pending } = entry;
  return { pending: [...outbox.pending, { ...pending, nextTryMs: nowMs }], refused: outbox.refused.filter((e) => e !== entry) };
}

export const discarded = (outbox: Outbox, operationId: string): Outbox =>
  ({ ...outbox, refused: outbox.refused.filter((e) => operationIdOf(e) !== operationId) });
