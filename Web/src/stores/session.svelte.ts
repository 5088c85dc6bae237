import { ApiError, client, messageOf } from '../api/client';
import type { Me } from '../api/types';
import { takeToken } from '../lib/route';

/** Who is at this browser. A token in the address is traded for a cookie once and taken out of the address. */
class Session {
  me = $state<Me | null>(null);
  state = $state<'starting' | 'signedOut' | 'unreachable' | 'ready'>('starting');
  problem = $state<string | null>(null);

  async start(): Promise<void> {
    const { token, rest } = takeToken(location.href);
    if (token !== null) history.replaceState(null, '', rest);
    await (token === null ? this.#load() : this.signIn(token));
  }

  async signIn(token: string): Promise<void> {
    try {
      await client.signIn(token);
      this.problem = null;
    } catch (error) {
      // A reload of the printed link is no reason to send a signed-in browser away.
      this.problem = error instanceof ApiError && error.status === 401 ? 'That token is spent or unknown.' : messageOf(error);
    }
    await this.#load();
  }

  async signOut(): Promise<void> {
    try {
      await client.signOut();
      this.problem = null;
    } catch (error) {
      this.problem = `Signing out failed: ${messageOf(error)}`;
    }
    await this.#load();
  }

  lost(): void {
    this.problem = 'This browser is no longer signed in. Unsent labels are kept and go out after signing in.';
    this.state = 'signedOut';
  }

  async #load(): Promise<void> {
    try {
      this.me = await client.me();
      this.state = 'ready';
      this.problem = null;
    } catch (error) {
      const known = error instanceof ApiError && (error.status === 401 || error.status === 403);
      this.state = known ? 'signedOut' : 'unreachable';
      if (!known) this.problem = messageOf(error);
    }
  }
}

export const session = new Session();
