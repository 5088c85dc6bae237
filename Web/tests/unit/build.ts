import type { Page } from '../../src/api/types';
import { sheetOf, type Sheet } from '../../src/labeling/sheet';
import type { Pending } from '../../src/labeling/queue';

export function page(id = 'p1', tiles = 10): Page {
  return {
    pageId: id,
    expiresAt: '2026-01-01T00:10:00Z',
    round: 1,
    tiles: Array.from({ length: tiles }, (_, i) => ({
      sourceId: `s${i}`, name: `s${i}`, imageUrl: `/image/s${i}`, reason: 'score', probability: null, score: i / 10, uncertainty: 0.1,
    })),
  };
}

export const sheet = (id = 'p1', tiles = 10): Sheet => sheetOf('open-1', page(id, tiles));

export const pending = (operationId: string, over: Partial<Pending> = {}): Pending => ({
  campaign: 'demo', pageId: 'p1', body: { operationId, labels: [] }, queuedAtMs: 0, attempts: 0, nextTryMs: 0, lastError: null, ...over,
});
