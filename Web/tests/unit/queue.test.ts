import { describe, expect, it } from 'vitest';
import { backoffMs, discarded, emptyOutbox, enqueued, hurried, nextDue, operationIdOf, retried, settled, waitMs, withdrawn, type Outbox } from '../../src/labeling/queue';
import { pending } from './build';

const boxOf = (...ids: string[]): Outbox => ids.reduce((box, id) => enqueued(box, pending(id)), emptyOutbox);
const ids = (box: Outbox) => box.pending.map(operationIdOf);

describe('outbox', () => {
  it('enqueued_WhenTheOperationIsKnown_ChangesNothing', () => {
    const box = boxOf('a', 'b');

    expect(enqueued(box, pending('a'))).toBe(box);
  });

  it('nextDue_WhenTheFirstWaits_LetsNothingOvertakeIt', () => {
    const box = settled(boxOf('a', 'b'), 'a', { kind: 'tryLater', why: 'down', retryAfterMs: 5_000 }, 1_000, 0);

    expect(nextDue(box, 5_999)).toBeNull();
    expect(waitMs(box, 2_000)).toBe(4_000);
    expect(nextDue(box, 6_000)?.body.operationId).toBe('a');
  });

  it('settled_WhenTaken_ForgetsTheEntry', () => {
    expect(ids(settled(boxOf('a', 'b'), 'a', { kind: 'taken' }, 0, 0))).toEqual(['b']);
  });

  it('settled_WhenRefused_KeepsTheEntryAndItsReason', () => {
    const box = settled(boxOf('a', 'b'), 'a', { kind: 'refused', why: 'That page was never dealt.' }, 0, 0);

    expect(ids(box)).toEqual(['b']);
    expect(box.refused[0]).toMatchObject({ problem: 'That page was never dealt.', body: { operationId: 'a' } });
  });

  it('settled_WhenTriedAgain_CountsTriesAndSendsTheSameOperation', () => {
    const once = settled(boxOf('a'), 'a', { kind: 'tryLater', why: 'down', retryAfterMs: null }, 0, 1);
    const twice = settled(once, 'a', { kind: 'tryLater', why: 'down', retryAfterMs: null }, 1_000, 1);

    expect(twice.pending[0]).toMatchObject({ attempts: 2, nextTryMs: 3_000, lastError: 'down', body: { operationId: 'a' } });
  });

  it('backoffMs_WithEachTry_DoublesUpToAMinute', () => {
    expect([1, 2, 3, 4, 7, 20].map((n) => backoffMs(n, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
    expect(backoffMs(3, 0)).toBe(2_000);
  });

  it('hurried_WhenTheNetworkIsBack_MakesEverythingDue', () => {
    const box = settled(boxOf('a'), 'a', { kind: 'tryLater', why: 'down', retryAfterMs: 60_000 }, 0, 0);

    expect(nextDue(hurried(box, 10), 10)).not.toBeNull();
  });

  it('withdrawn_WhenNeverTried_GivesTheEntryBack', () => {
    const result = withdrawn(boxOf('a', 'b'), 'b', 'a');

    expect(result?.entry.body.operationId).toBe('b');
    expect(result && ids(result.outbox)).toEqual(['a']);
  });

  it('withdrawn_WhenItMayHaveArrived_Refuses', () => {
    const tried = settled(boxOf('a'), 'a', { kind: 'tryLater', why: 'down', retryAfterMs: null }, 0, 0);

    expect(withdrawn(boxOf('a'), 'a', 'a')).toBeNull();
    expect(withdrawn(tried, 'a', null)).toBeNull();
  });

  it('retried_WhenRefused_GoesBackIntoTheQueue', () => {
    const refused = settled(boxOf('a'), 'a', { kind: 'refused', why: 'no' }, 0, 0);

    const box = retried(refused, 'a', 50);

    expect(ids(box)).toEqual(['a']);
    expect(box.pending[0]).not.toHaveProperty('problem');
    expect(discarded(refused, 'a').refused).toEqual([]);
  });
});
