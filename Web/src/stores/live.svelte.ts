import { ApiError, client, messageOf } from '../api/client';
import { CampaignHub } from '../api/hub';
import type { Campaign, Round } from '../api/types';
import { chime } from '../lib/sound';
import { notices } from './notices.svelte';
import { settings } from './settings.svelte';

const pollMs = 4_000;
const quietPollMs = 60_000;
const shortestGapMs = 400;

/** The campaign that is open: its counts and the round under way, kept fresh by hints, or by polling without a socket. */
export class Live {
  campaign = $state<Campaign | null>(null);
  active = $state<Round | null>(null);
  /** The socket is up. */
  connected = $state(false);
  /** The last fetch failed: what is shown may be old. */
  stale = $state<string | null>(null);
  /** Goes up whenever rounds, scores or labels may have changed; views refetch on it. */
  revision = $state(0);
  missing = $state(false);

  readonly id: string;
  readonly #hub: CampaignHub;
  readonly #published = new Set<(round: number) => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching = false;
  #again = false;
  #closed = false;

  constructor(id: string) {
    this.id = id;
    this.#hub = new CampaignHub(id, {
      hint: () => this.refresh(),
      live: (up) => {
        this.connected = up;
        if (up) this.refresh();
      },
    });
    this.#hub.start();
    document.addEventListener('visibilitychange', this.#seen);
    this.refresh();
  }

  onPublished(listener: (round: number) => void): () => void {
    this.#published.add(listener);
    return () => this.#published.delete(listener);
  }

  /** Fetches soon; calls that come while one is under way are answered by one more fetch. */
  refresh(): void {
    if (this.#fetching) this.#again = true;
    else void this.#fetch();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
    void this.#hub.stop();
  }

  /** A laptop that wakes up asks at once. */
  #seen = (): void => {
    if (document.visibilityState === 'visible') this.refresh();
  };

  async #fetch(): Promise<void> {
    this.#fetching = true;
    clearTimeout(this.#timer);
    try {
      const campaign = await client.campaign(this.id);
      const active = campaign.activeRound === null ? null : await client.round(this.id, campaign.activeRound);
      this.#take(campaign, active);
      this.stale = null;
    } catch (error) {
      this.missing = error instanceof ApiError && error.status === 404;
      this.stale = messageOf(error);
    }
    this.#fetching = false;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed) return;
    const wait = this.#again ? shortestGapMs : this.connected && this.stale === null ? quietPollMs : pollMs;
    this.#again = false;
    this.#timer = setTimeout(() => this.refresh(), wait);
  }

  #take(campaign: Campaign, active: Round | null): void {
    const before = this.campaign;
    this.campaign = campaign;
    this.active = active;
    if (before === null || before.version !== campaign.version || before.activeRound !== campaign.activeRound) this.revision++;
    if (before === null || before.activeRound === null || before.activeRound === campaign.activeRound) return;
    void this.#ended(before.activeRound);
  }

  /** A round that was under way is no more: published, cancelled or failed. */
  async #ended(number: number): Promise<void> {
    if (this.campaign?.currentRound === number) {
      notices.say('good', `Round ${number} is published: new scores, new pages.`);
      for (const listener of this.#published) listener(number);
      if (settings.sound) await chime();
      return;
    }
    try {
      const round = await client.round(this.id, number);
      const why = round.message ? `: ${round.message}` : '.';
      notices.say(round.state === 'failed' ? 'bad' : 'plain', `Round ${number} was ${round.state === 'failed' ? 'not finished' : 'cancelled'}${why}`);
    } catch (error) {
      notices.say('bad', `Round ${number} has ended, and asking how failed: ${messageOf(error)}`);
    }
  }
}
