import { ApiError, client, isTransient, messageOf } from '../api/client';
import type { SubmitAnswer, SubmitPage } from '../api/types';
import {
  discarded, emptyOutbox, enqueued, hurried, nextDue, operationIdOf, retried, settled, waitMs, withdrawn,
  type Outbox, type Pending, type Refused, type SendResult,
} from '../labeling/queue';
import { localShelf } from '../lib/storage';
import { loadEntries, prefixOf, saveEntries } from './outboxShelf';
import { notices } from './notices.svelte';

type Taken = (entry: Pending, answer: SubmitAnswer) => void;

const isPage = (entry: Pending): entry is Pending & { pageId: string; body: SubmitPage } => entry.pageId !== null;

/** Sends submissions in order and keeps each in the browser's storage until the server has answered it. */
class OutboxStore {
  box = $state<Outbox>(emptyOutbox);
  inFlight = $state<string | null>(null);
  #annotator: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();
  #taken = new Set<Taken>();

  start(annotator: string): void {
    this.#annotator = annotator;
    this.#reload();
    addEventListener('online', () => this.hurry());
    addEventListener('storage', (event) => {
      if (event.key?.startsWith(prefixOf(annotator))) this.#reload();
    });
    void this.#pump();
  }

  onTaken(listener: Taken): () => void {
    this.#taken.add(listener);
    return () => this.#taken.delete(listener);
  }

  get waiting(): Pending[] {
    return this.box.pending;
  }

  get refused(): Refused[] {
    return this.box.refused;
  }

  add(campaign: string, pageId: string | null, body: Pending['body']): void {
    const now = Date.now();
    const entry = { campaign, pageId, body, queuedAtMs: now, attempts: 0, nextTryMs: now, lastError: null };
    this.#put(enqueued(this.box, entry));
    void this.#pump();
  }

  /** Takes back a submission that was never sent; null when it may have reached the server. */
  withdraw(operationId: string): Pending | null {
    const result = withdrawn(this.box, operationId, this.inFlight);
    if (result) this.#put(result.outbox);
    return result?.entry ?? null;
  }

  has(operationId: string): boolean {
    return this.box.pending.some((e) => operationIdOf(e) === operationId);
  }

  /** Waits for the answer to a submission that is on its way; false where it is still here afterwards. */
  async arrived(operationId: string): Promise<boolean> {
    if (this.inFlight === operationId) await this.#sending;
    return !this.has(operationId);
  }

  /** Whether a page of this campaign is still on its way. */
  holds(campaign: string): boolean {
    return this.box.pending.some((e) => e.campaign === campaign && e.pageId !== null);
  }

  hurry(): void {
    this.#put(hurried(this.box, Date.now()));
    void this.#pump();
  }

  retry(operationId: string): void {
    this.#put(retried(this.box, operationId, Date.now()));
    void this.#pump();
  }

  discard(operationId: string): void {
    this.#put(discarded(this.box, operationId));
  }

  #reload(): void {
    if (this.#annotator === null) return;
    const { outbox, unreadable } = loadEntries(localShelf, this.#annotator, localStorageKeys());
    this.box = outbox;
    if (unreadable > 0) notices.say('bad', `${unreadable} stored submissions could not be read and were left where they are.`);
  }

  #put(next: Outbox): void {
    const before = this.box;
    this.box = next;
    if (this.#annotator !== null && !saveEntries(localShelf, this.#annotator, before, next)) {
      notices.say('bad', 'The browser refuses to store unsent labels. Keep this tab open until nothing waits.');
    }
  }

  /** One tab at a time sends; where the browser has no locks, operation ids make a double harmless. */
  async #pump(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.inFlight !== null) return;
    const due = nextDue(this.box, Date.now());
    if (due) {
      this.inFlight = operationIdOf(due);
      try {
        this.#sending = exclusively(() => this.#send(due));
        await this.#sending;
      } finally {
        this.inFlight = null;
      }
    }
    const wait = waitMs(this.box, Date.now());
    if (wait !== null) this.#timer = setTimeout(() => void this.#pump(), Math.max(wait, due ? 0 : 10));
  }

  async #send(entry: Pending): Promise<void> {
    let result: SendResult;
    let taken: SubmitAnswer | null = null;
    try {
      const answer = isPage(entry)
        ? await client.submitPage(entry.campaign, entry.pageId, entry.body)
        : await client.submitLabels(entry.campaign, entry.body as Extract<Pending['body'], { kind: string }>);
      result = { kind: 'taken' };
      taken = answer;
    } catch (error) {
      result = this.#failed(error);
    }
    this.#put(settled(this.box, operationIdOf(entry), result, Date.now(), Math.random()));
    if (taken) for (const listener of this.#taken) listener(entry, taken);
  }

  #failed(error: unknown): SendResult {
    if (error instanceof ApiError && error.status === 401) {
      return { kind: 'tryLater', why: 'This browser is no longer signed in.', retryAfterMs: 10_000 };
    }
    if (isTransient(error)) {
      return { kind: 'tryLater', why: messageOf(error), retryAfterMs: error instanceof ApiError ? error.retryAfterMs : null };
    }
    notices.say('bad', `A submission was refused: ${messageOf(error)} It is kept in this browser.`);
    return { kind: 'refused', why: messageOf(error) };
  }
}

function localStorageKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch (error) {
    if (error instanceof DOMException) return [];
    throw error;
  }
}

async function exclusively(work: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) await navigator.locks.request('lensgrains-outbox', work);
  else await work();
}

export const outbox = new OutboxStore();
