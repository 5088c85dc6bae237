/** Short messages at the foot of the page. Errors stay until they are closed. */
export interface Notice {
  id: number;
  tone: 'good' | 'plain' | 'bad';
  text: string;
  action?: { label: string; run: () => void };
}

const plainForMs = 6_000;

class Notices {
  items = $state<Notice[]>([]);
  #last = 0;

  say(tone: Notice['tone'], text: string, action?: Notice['action']): void {
    const same = this.items.find((n) => n.text === text);
    if (same) return;
    const notice: Notice = { id: ++this.#last, tone, text, ...(action ? { action } : {}) };
    this.items = [...this.items.slice(-3), notice];
    if (tone !== 'bad') setTimeout(() => this.close(notice.id), action ? 2 * plainForMs : plainForMs);
  }

  close(id: number): void {
    this.items = this.items.filter((n) => n.id !== id);
  }
}

export const notices = new Notices();
