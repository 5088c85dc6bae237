import type { Sheet } from '../labeling/sheet';
import type { Shelf } from '../lib/storage';

/** A page that was put into the outbox, kept so that undo can show it again. */
export interface Submitted {
  operationId: string;
  sheet: Sheet;
}

export interface StoredDesk {
  sheets: Sheet[];
  history: Submitted[];
}

export const deskKey = (annotator: string, campaign: string): string => `lensgrains/desk/${annotator}/${campaign}`;

const emptyDesk = (): StoredDesk => ({ sheets: [], history: [] });

/** The desk as it was left. A desk that can't be read is left aside: its pages come back when their lease ends. */
export function loadDesk(shelf: Shelf, annotator: string, campaign: string): StoredDesk {
  const text = shelf.read(deskKey(annotator, campaign));
  if (text === null) return emptyDesk();
  try {
    const read = JSON.parse(text) as Partial<StoredDesk> | null;
    return Array.isArray(read?.sheets) && Array.isArray(read.history) ? { sheets: read.sheets, history: read.history } : emptyDesk();
  } catch (error) {
    if (error instanceof SyntaxError) return emptyDesk();
    throw error;
  }
}

/**
 * Only the first tab of a campaign keeps its desk across reloads; a second tab works on pages of its own. The claim is
 * given up by calling what comes back; null: another tab has it.
 */
export function claimDesk(campaign: string, annotator: string): Promise<(() => void) | null> {
  if (!('locks' in navigator)) return Promise.resolve(() => {});
  return new Promise((claimed) => {
    void navigator.locks.request(`lensgrains-desk/${annotator}/${campaign}`, { ifAvailable: true }, (lock) => {
      if (lock === null) return claimed(null);
      return new Promise<void>((release) => claimed(release));
    });
  });
}
