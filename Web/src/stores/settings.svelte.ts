import { localShelf } from '../lib/storage';
import type { Stretch } from '../api/types';

/** Light or dark; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark';

interface Stored {
  sound: boolean;
  showScores: boolean;
  advance: boolean;
  stretch: Stretch | null;
  pixels: boolean;
  theme: Theme;
}

const key = 'lensgrains/settings';
const defaults: Stored = { sound: true, showScores: false, advance: true, stretch: null, pixels: false, theme: 'system' };

function load(): Stored {
  try {
    return { ...defaults, ...(JSON.parse(localShelf.read(key) ?? '{}') as Partial<Stored>) };
  } catch (error) {
    if (error instanceof SyntaxError) return defaults; // settings are a convenience: start afresh
    throw error;
  }
}

/** What this browser prefers; never sent anywhere. */
class Settings {
  #stored = $state<Stored>(load());

  get sound() { return this.#stored.sound; }
  set sound(value: boolean) { this.#put({ sound: value }); }
  get showScores() { return this.#stored.showScores; }
  set showScores(value: boolean) { this.#put({ showScores: value }); }
  get advance() { return this.#stored.advance; }
  set advance(value: boolean) { this.#put({ advance: value }); }
  get stretch() { return this.#stored.stretch; }
  set stretch(value: Stretch | null) { this.#put({ stretch: value }); }
  get pixels() { return this.#stored.pixels; }
  set pixels(value: boolean) { this.#put({ pixels: value }); }

  get theme() { return this.#stored.theme; }
  set theme(value: Theme) { this.#put({ theme: value }); }

  #put(change: Partial<Stored>): void {
    this.#stored = { ...this.#stored, ...change };
    localShelf.write(key, JSON.stringify(this.#stored));
  }
}

export const settings = new Settings();
