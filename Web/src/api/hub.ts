import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { Hint } from './types';

export type HintName = 'campaignChanged' | 'roundProgress' | 'roundPublished';

export interface HubListener {
  hint(name: HintName, hint: Hint): void;
  /** Whether the socket is up; while it is down the page polls. */
  live(up: boolean): void;
}

const names: HintName[] = ['campaignChanged', 'roundProgress', 'roundPublished'];
const longestWaitMs = 30_000;

/** The socket of one campaign. It says only that something changed; what changed is fetched. */
export class CampaignHub {
  readonly #connection: HubConnection;
  readonly #campaign: string;
  readonly #listener: HubListener;
  #stopped = false;
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(campaign: string, listener: HubListener) {
    this.#campaign = campaign;
    this.#listener = listener;
    this.#connection = new HubConnectionBuilder()
      .withUrl('/hubs/campaigns', { transport: HttpTransportType.WebSockets, skipNegotiation: true })
      .configureLogging(LogLevel.None)
      .build();
    for (const name of names) {
      this.#connection.on(name, (hint: Hint) => {
        if (hint.campaign === campaign) listener.hint(name, hint);
      });
    }
    this.#connection.onclose(() => this.#lost());
  }

  start(): void {
    void this.#open();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#connection.state !== HubConnectionState.Disconnected) await this.#connection.stop();
  }

  async #open(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#connection.start();
      await this.#connection.invoke('Watch', this.#campaign);
      this.#attempts = 0;
      this.#listener.live(true);
    } catch {
      // The header says "polling" for as long as this lasts.
      if (this.#connection.state === HubConnectionState.Disconnected) this.#lost();
      else await this.#connection.stop();
    }
  }

  #lost(): void {
    this.#listener.live(false);
    if (this.#stopped) return;
    const wait = Math.min(longestWaitMs, 1_000 * 2 ** this.#attempts++);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#open(), wait);
  }
}
