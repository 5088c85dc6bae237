import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base, type APIRequestContext, type Page } from '@playwright/test';

/** A running server with the demo campaign, and the names of the demo's lenses and other sources. */
export interface Server {
  url: string;
  token: string;
  lenses: string[];
  others: string[];
}

/** LENS_URL, LENS_TOKEN and LENS_TRUTH name a server that runs; LENS_SERVER is the server's assembly, started here. */
export const isServed = Boolean(process.env.LENS_SERVER ?? (process.env.LENS_URL && process.env.LENS_TOKEN && process.env.LENS_TRUTH));

const token = process.env.LENS_TOKEN ?? 'owner-of-the-page-tests';
const content = fileURLToPath(new URL('../../../Api', import.meta.url));

async function start(assembly: string, data: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = spawn('dotnet', ['exec', assembly, '--data', data, '--port', '0'], {
    env: { ...process.env, LENS_TOKEN: token, ASPNETCORE_CONTENTROOT: content }, stdio: ['ignore', 'pipe', 'ignore'],
  });
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  return { url: await addressOf(server), stop };
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout) {
    for await (const line of createInterface({ input: server.stdout })) {
      const url = /^listening on (\S+)$/.exec(line)?.[1];
      if (url) {
        server.stdout.resume();
        return url;
      }
    }
  }
  throw new Error('the server ended before it listened');
}

async function namesOf(truth: string): Promise<Pick<Server, 'lenses' | 'others'>> {
  const rows = (await readFile(truth, 'utf8')).trim().split('\n').slice(1).map((line) => line.split(','));
  const of = (isLens: boolean) => rows.filter((row) => /^(1|true)$/i.test(row[1] ?? '') === isLens).map((row) => row[0] ?? '');
  return { lenses: of(true), others: of(false) };
}

/** Asks until it holds; the interval grows, and there is no other wait. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  await base.expect.poll(holds, { message: what, timeout: 120_000, intervals: [250, 500, 1000] }).toBe(true);
}

const headers = { Authorization: `Bearer ${token}` };

async function campaignAt(url: string): Promise<{ sources: number; state: string } | null> {
  const answer = await fetch(`${url}/api/v1/campaigns/demo`, { headers });
  return answer.ok ? ((await answer.json()) as { sources: number; state: string }) : null;
}

export const test = base.extend<{ ask: (path: string, body?: unknown, method?: 'POST' | 'PATCH') => Promise<unknown> }, { server: Server }>({
  server: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), 'lensgrains-page-'));
      const running = process.env.LENS_SERVER ? await start(process.env.LENS_SERVER, data) : null;
      try {
        const url = running?.url ?? process.env.LENS_URL ?? '';
        await until('the demo campaign is ready', async () => (await campaignAt(url))?.state === 'ready');
        await use({ url, token, ...(await namesOf(process.env.LENS_TRUTH ?? join(data, 'demo', 'truth.csv'))) });
      } finally {
        await running?.stop();
        await rm(data, { recursive: true, force: true });
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  /** The answer's body: of a GET, or of a POST or PATCH where there is a body to send. */
  ask: async ({ request, server }, use) => {
    await use((path, body, method = 'POST') => asked(request, `${server.url}/api/v1${path}`, body, method));
  },
});

async function asked(request: APIRequestContext, url: string, body: unknown, method: 'POST' | 'PATCH'): Promise<unknown> {
  const answer = body === undefined ? await request.get(url, { headers }) : await request.fetch(url, { method, headers, data: body });
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/** Signs in with the owner's token, as the printed link does with a one-time token. */
export async function visit(page: Page, server: Server, view: string): Promise<void> {
  await page.goto(`${server.url}/?token=${server.token}#/c/demo/${view}`);
}
