import { ApiError, client, messageOf } from '../api/client';
import type { Campaign, Page, Queue } from '../api/types';
import * as sheets from '../labeling/sheet';
import type { Sheet } from '../labeling/sheet';
import { newOperationId } from '../lib/ids';
import { localShelf } from '../lib/storage';
import { thumbUrl } from '../lib/images';
import { claimDesk, deskKey, loadDesk, type Submitted } from './deskShelf';
import { notices } from './notices.svelte';
import { outbox } from './outbox.svelte';
import { settings } from './settings.svelte';

const historyLength = 20;
const renewEveryMs = 20_000;
const retryMs = 3_000;

/** The annotator's desk in one campaign: the page being labelled, the next one fetched ahead, and what was submitted. */
export class Desk {
  /** First the page on show, then pages fetched ahead. */
  sheets = $state<Sheet[]>([]);
  state = $state<'opening' | 'ready' | 'empty' | 'failed'>('opening');
  problem = $state<string | null>(null);
  history = $state<Submitted[]>([]);
  undoing = $state(false);
  /** Enter was pressed on a page without answers; a second Enter lets it go. */
  confirmEmpty = $state(false);
  /** What new pages are made of. */
  queue = $state<Queue>('default');

  readonly #campaign: string;
  readonly #annotator: string;
  #policy: () => Campaign | null;
  #giveUp: (() => void) | null = null;
  #filling: Promise<void> | null = null;
  #openId: string | null = null;
  #undoId: string | null = null;
  #activeAtMs = Date.now();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setInterval> | undefined;
  #closed = false;

  constructor(campaign: string, annotator: string, policy: () => Campaign | null) {
    this.#campaign = campaign;
    this.#annotator = annotator;
    this.#policy = policy;
  }

  get current(): Sheet | null {
    return this.sheets[0] ?? null;
  }

  async start(): Promise<void> {
    this.#giveUp = await claimDesk(this.#campaign, this.#annotator);
    if (this.#closed) return this.#giveUp?.();
    if (this.#giveUp) {
      const stored = loadDesk(localShelf, this.#annotator, this.#campaign);
      this.sheets = stored.sheets;
      this.history = stored.history;
    }
    await Promise.all(this.sheets.map((sheet) => this.#renew(sheet)));
    this.#renewal = setInterval(() => this.#renewDue(), renewEveryMs);
    await this.fill();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    clearInterval(this.#renewal);
    this.#giveUp?.();
  }

  /** Someone is at work: open pages are renewed. */
  touch(): void {
    this.#activeAtMs = Date.now();
  }

  /** Replaces the page on show by what a rule of `labeling/sheet` makes of it. */
  change(rule: (sheet: Sheet) => Sheet): void {
    const sheet = this.current;
    if (!sheet) return;
    this.confirmEmpty = false;
    this.touch();
    this.sheets = [rule(sheet), ...this.sheets.slice(1)];
    this.#save();
  }

  /** Makes sure that a page is on show and one more is at hand. */
  fill(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return (this.#filling ??= this.#fillUp().finally(() => (this.#filling = null)));
  }

  async #fillUp(): Promise<void> {
    clearTimeout(this.#retry);
    const queue = this.queue;
    try {
      while (this.sheets.length < 2 && (await this.#openOne()));
      if (queue !== this.queue) return; // who chose another one fills the desk from it
      this.state = this.sheets.length > 0 ? 'ready' : outbox.holds(this.#campaign) ? 'opening' : 'empty';
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
      this.state = this.sheets.length > 0 ? 'ready' : 'failed';
      this.#retry = setTimeout(() => void this.fill(), retryMs);
    }
  }

  /** False when nothing is left to deal, or not from this queue any more. */
  async #openOne(): Promise<boolean> {
    this.#openId ??= newOperationId();
    const openId = this.#openId;
    const queue = this.queue;
    let page: Page;
    try {
      page = await client.openPage(this.#campaign, { operationId: openId, ...(queue === 'default' ? {} : { queue }) });
    } catch (error) {
      if (!(error instanceof ApiError && error.slug === 'too-many-open-pages')) throw error;
      if (this.sheets.length > 0 || queue !== this.queue) return false;
      const { items } = await client.pages(this.#campaign);
      return queue === this.queue && this.#adopt(items);
    }
    if (this.#openId === openId) this.#openId = null;
    if (queue !== this.queue) {
      await client.releasePage(this.#campaign, page.pageId); // another queue was chosen meanwhile
      return false;
    }
    if (page.tiles.length === 0 || this.#closed) return false;
    this.#show(sheets.sheetOf(openId, page));
    return true;
  }

  /** Pages left open elsewhere, in another browser for example, are taken up instead of new ones. */
  #adopt(pages: Page[]): boolean {
    const page = pages.find((p) => p.tiles.length > 0 && !this.#submitted(p.pageId));
    if (!page && outbox.holds(this.#campaign)) return false; // they come free as their labels arrive
    if (!page) throw new Error('Too many pages are open elsewhere. They come free when their lease ends.');
    this.#show(sheets.sheetOf(page.pageId, page));
    return true;
  }

  #submitted = (pageId: string): boolean => this.history.some((h) => h.sheet.page.pageId === pageId);

  #show(sheet: Sheet): void {
    if (this.sheets.some((s) => s.page.pageId === sheet.page.pageId)) return;
    this.sheets = [...this.sheets, sheet];
    this.#save();
    for (const tile of sheet.page.tiles) new Image().src = thumbUrl(tile.imageUrl, settings.stretch);
  }

  /** Puts the page into the outbox and shows the next one at once. */
  submit(): void {
    const sheet = this.current;
    const campaign = this.#policy();
    if (!sheet || !campaign) return;
    this.touch();
    const body = sheets.submissionOf(sheet, newOperationId(), campaign.policy);
    if (body.labels.length === 0 && campaign.policy.restOfPage === 'explicit') {
      if (this.confirmEmpty) this.#release(sheet);
      else this.confirmEmpty = true;
      return;
    }
    this.history = [...this.history, { operationId: body.operationId, sheet }].slice(-historyLength);
    this.sheets = this.sheets.slice(1);
    this.confirmEmpty = false;
    if (this.sheets.length === 0) this.state = 'opening';
    outbox.add(this.#campaign, sheet.page.pageId, body);
    this.#save();
    void this.fill();
  }

  /** Takes back the last submitted page and puts it on show again with its answers. */
  async undo(): Promise<void> {
    if (this.undoing) return;
    this.undoing = true;
    this.touch();
    try {
      const last = this.history.at(-1);
      if (last && outbox.withdraw(last.operationId)) this.#reopen({ ...last.sheet, focus: 0, reopened: true });
      else if (last && !(await outbox.arrived(last.operationId))) notices.say('plain', 'The last page is still on its way to the server. Undo once it has arrived.');
      else await this.#undoOnServer(last ?? null);
    } catch (error) {
      notices.say('bad', `Undo: ${messageOf(error)}`);
    } finally {
      this.undoing = false;
    }
  }

  async #undoOnServer(last: Submitted | null): Promise<void> {
    await this.#makeRoom();
    this.#undoId ??= newOperationId();
    try {
      const answer = await client.undo(this.#campaign, { operationId: this.#undoId });
      this.#undoId = null;
      const before = this.history.find((h) => h.operationId === answer.undone)?.sheet ?? null;
      this.history = this.history.filter((h) => h.operationId !== answer.undone);
      if (answer.page) this.#reopen(sheets.reopenedSheet(answer.page, before));
      else notices.say('plain', 'The last labels were taken back. They had no page.');
    } catch (error) {
      if (error instanceof ApiError) this.#undoId = null;
      if (!(error instanceof ApiError && error.slug === 'nothing-to-undo')) throw error;
      if (last) this.history = [];
      notices.say('plain', 'Nothing to undo.');
    }
  }

  /** A reopened page counts as open: a page fetched ahead goes back first. */
  async #makeRoom(): Promise<void> {
    const most = this.#policy()?.policy.maxOpenPages ?? 3;
    while (this.sheets.length >= most) await this.#giveBack(this.sheets.length - 1);
  }

  #reopen(sheet: Sheet): void {
    this.history = this.history.filter((h) => h.sheet.page.pageId !== sheet.page.pageId);
    this.sheets = [sheet, ...this.sheets.filter((s) => s.page.pageId !== sheet.page.pageId)];
    this.state = 'ready';
    this.confirmEmpty = false;
    this.#save();
  }

  /** New scores: pages fetched ahead and not yet seen are exchanged for better ones. */
  async exchangeAhead(): Promise<void> {
    try {
      while (this.sheets.length > 1 && !this.sheets.at(-1)?.reopened) await this.#giveBack(this.sheets.length - 1);
    } catch (error) {
      notices.say('bad', `A page fetched ahead could not be given back: ${messageOf(error)}`);
    }
    await this.fill();
  }

  /** Pages from elsewhere, from the next one on; pages on show or fetched ahead that have no answer yet are exchanged. */
  async draw(queue: Queue): Promise<void> {
    this.queue = queue;
    this.#openId = null;
    const untouched = this.sheets.filter((s) => !s.reopened && sheets.unanswered(s) === s.page.tiles.length);
    this.sheets = this.sheets.filter((s) => !untouched.includes(s));
    if (this.sheets.length === 0) this.state = 'opening';
    this.#save();
    try {
      await Promise.all([this.#filling, ...untouched.map((s) => client.releasePage(this.#campaign, s.page.pageId))]);
    } catch (error) {
      notices.say('bad', `A page could not be given back: ${messageOf(error)}`);
    }
    await this.fill();
  }

  async #giveBack(index: number): Promise<void> {
    const sheet = this.sheets[index];
    if (!sheet) return;
    this.sheets = this.sheets.filter((s) => s !== sheet);
    this.#save();
    await client.releasePage(this.#campaign, sheet.page.pageId);
  }

  #release(sheet: Sheet): void {
    this.sheets = this.sheets.filter((s) => s !== sheet);
    this.confirmEmpty = false;
    if (this.sheets.length === 0) this.state = 'opening';
    this.#save();
    client.releasePage(this.#campaign, sheet.page.pageId)
      .catch((error: unknown) => notices.say('plain', `The page was not given back (${messageOf(error)}); its lease will end by itself.`));
    void this.fill();
  }

  #renewDue(): void {
    const leaseMs = (this.#policy()?.policy.leaseSeconds ?? 600) * 1000;
    const now = Date.now();
    if (now - this.#activeAtMs > leaseMs) return;
    for (const sheet of this.sheets) {
      if (Date.parse(sheet.page.expiresAt) - now < leaseMs / 2) void this.#renew(sheet);
    }
  }

  /** Without an answer and without a lease a page is of no use; with answers it is kept and accepted late. */
  async #renew(sheet: Sheet): Promise<void> {
    const id = sheet.page.pageId;
    try {
      const { expiresAt } = await client.renewPage(this.#campaign, id);
      this.sheets = this.sheets.map((s) => (s.page.pageId === id ? { ...s, page: { ...s.page, expiresAt } } : s));
    } catch (error) {
      const gone = error instanceof ApiError && (error.status === 404 || error.status === 409 || error.status === 410);
      const empty = sheets.unanswered(sheet) === sheet.page.tiles.length;
      if (!gone || (!empty && error.status !== 404)) return;
      this.sheets = this.sheets.filter((s) => s.page.pageId !== id);
      if (!empty) notices.say('bad', 'A page of an earlier visit is unknown to the server; its answers were not sent.');
    }
    this.#save();
  }

  #save(): void {
    if (!this.#giveUp) return;
    localShelf.write(deskKey(this.#annotator, this.#campaign), JSON.stringify({ sheets: this.sheets, history: this.history }));
  }
}
