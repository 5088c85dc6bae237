import { describe, expect, it } from 'vitest';
import { emptyOutbox, enqueued, settled } from '../../src/labeling/queue';
import type { Shelf } from '../../src/lib/storage';
import { loadEntries, prefixOf, saveEntries } from '../../src/stores/outboxShelf';
import { pending } from './build';

class MemoryShelf implements Shelf {
  readonly values = new Map<string, string>();
  full = false;
  read = (key: string) => this.values.get(key) ?? null;
  remove = (key: string) => void this.values.delete(key);
  write = (key: string, value: string) => {
    if (!this.full) this.values.set(key, value);
    return !this.full;
  };
}

const load = (shelf: MemoryShelf) => loadEntries(shelf, 'ana', [...shelf.values.keys()]);

describe('outboxShelf', () => {
  it('loadEntries_AfterAReload_BringsEveryUnsentLabelBackInOrder', () => {
    const shelf = new MemoryShelf();
    const box = enqueued(enqueued(emptyOutbox, pending('b', { queuedAtMs: 1 })), pending('a', { queuedAtMs: 2 }));

    saveEntries(shelf, 'ana', emptyOutbox, box);

    expect(load(shelf)).toEqual({ outbox: box, unreadable: 0 });
  });

  it('saveEntries_WhenTwoTabsWrite_KeepsBothTabsEntries', () => {
    const shelf = new MemoryShelf();

    saveEntries(shelf, 'ana', emptyOutbox, enqueued(emptyOutbox, pending('tab-1', { queuedAtMs: 1 })));
    saveEntries(shelf, 'ana', emptyOutbox, enqueued(emptyOutbox, pending('tab-2', { queuedAtMs: 2 })));

    expect(load(shelf).outbox.pending.map((e) => e.body.operationId)).toEqual(['tab-1', 'tab-2']);
  });

  it('saveEntries_WhenTaken_RemovesTheEntry', () => {
    const shelf = new MemoryShelf();
    const box = enqueued(emptyOutbox, pending('a'));
    saveEntries(shelf, 'ana', emptyOutbox, box);

    saveEntries(shelf, 'ana', box, settled(box, 'a', { kind: 'taken' }, 0, 0));

    expect(shelf.values.size).toBe(0);
  });

  it('saveEntries_WhenTheBrowserRefuses_SaysSo', () => {
    const shelf = new MemoryShelf();
    shelf.full = true;

    expect(saveEntries(shelf, 'ana', emptyOutbox, enqueued(emptyOutbox, pending('a')))).toBe(false);
  });

  it('loadEntries_WhenAnEntryIsBroken_CountsItAndLeavesItThere', () => {
    const shelf = new MemoryShelf();
    shelf.values.set(`${prefixOf('ana')}x`, '{"half');
    shelf.values.set(`${prefixOf('ana')}y`, '{"campaign":1}');
    shelf.values.set(`${prefixOf('bob')}z`, JSON.stringify(pending('z')));

    expect(load(shelf)).toEqual({ outbox: emptyOutbox, unreadable: 2 });
    expect(shelf.values.size).toBe(3);
  });
});
