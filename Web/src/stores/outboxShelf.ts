import { operationIdOf, type Outbox, type Pending, type Refused } from '../labeling/queue';
import type { Shelf } from '../lib/storage';

/** Every submission under a key of its own, so that two tabs never overwrite each other's. */
export const prefixOf = (annotator: string): string => `lensgrains/outbox/${annotator}/`;

const isEntry = (value: unknown): value is Pending | Refused => {
  const entry = value as Partial<Pending> | null;
  return typeof entry === 'object' && entry !== null && typeof entry.campaign === 'string'
    && typeof entry.queuedAtMs === 'number' && typeof entry.body?.operationId === 'string';
};

const isRefused = (entry: Pending | Refused): entry is Refused => 'problem' in entry;

function parsed(text: string | null): Pending | Refused | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isEntry(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What earlier visits and other tabs left, oldest first. Entries that can't be read are counted, never removed. */
export function loadEntries(shelf: Shelf, annotator: string, keys: string[]): { outbox: Outbox; unreadable: number } {
  const own = keys.filter((key) => key.startsWith(prefixOf(annotator)));
  const entries = own.map((key) => parsed(shelf.read(key)));
  const read = entries.filter((e) => e !== null).sort((a, b) => a.queuedAtMs - b.queuedAtMs);
  return {
    outbox: { pending: read.filter((e) => !isRefused(e)), refused: read.filter(isRefused) },
    unreadable: entries.length - read.length,
  };
}

/** Writes what changed between two states. False when the browser refused to store an entry. */
export function saveEntries(shelf: Shelf, annotator: string, before: Outbox, after: Outbox): boolean {
  const old = new Map([...before.pending, ...before.refused].map((e) => [operationIdOf(e), e]));
  const now = [...after.pending, ...after.refused];
  const kept = new Set(now.map(operationIdOf));
  for (const id of old.keys()) {
    if (!kept.has(id)) shelf.remove(prefixOf(annotator) + id);
  }
  return now
    .filter((entry) => old.get(operationIdOf(entry)) !== entry)
    .map((entry) => shelf.write(prefixOf(annotator) + operationIdOf(entry), JSON.stringify(entry)))
    .every((written) => written);
}
