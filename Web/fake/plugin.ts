import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { devicesOf } from './devices.js';
import { serveHub } from './hub.js';
import { kinds, weights } from './members.js';
import { answer, type Reply, type Worlds } from './routes.js';
import { Refusal } from './rules.js';
import { newWorld } from './world.js';

/**
 * An in-memory stand-in for the server, for developing the page and for its tests. Every token is a world of its own:
 * `?token=fresh`, `?token=rounds` and so on. It is never part of a build.
 */
export function fakeApi(): Plugin {
  const tokens = new Map<string, Worlds>();
  const install = (middlewares: Connect.Server, server: unknown) => {
    middlewares.use((request, response, next) => {
      if (!request.url?.startsWith('/api/') && !request.url?.startsWith('/fake/')) return next();
      void handle(tokens, request, response);
    });
    serveHub(server as Server, (request) => tokens.get(tokenOf(request) ?? '') ?? null);
  };
  return {
    name: 'lensgrains-fake-api',
    configureServer: ({ middlewares, httpServer }) => install(middlewares, httpServer),
    configurePreviewServer: ({ middlewares, httpServer }) => install(middlewares, httpServer),
  };
}

const tokenOf = (request: IncomingMessage): string | null =>
  /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? /(?:^|; )fake=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? null;

/** The token's name says what its campaign looks like, e.g. `rounds-7`, `positive-1`, `first-run-2`. */
function worldsFor(token: string): Worlds {
  const [kind] = token.split('-');
  if (kind === 'first') return new Map();
  const worlds: Worlds = new Map([['demo', newWorld('demo', { round: kind === 'rounds' || kind === 'nogpu' ? 6 : 0, rest: kind === 'positive' ? 'positive' : 'explicit' })]]);
  if (kind === 'nogpu') Object.assign(worlds.get('demo') ?? {}, { gpu: false });
  if (kind === 'rounds') worlds.set('cosmos-web', newWorld('cosmos-web', { sources: 3000 }));
  return worlds;
}

async function handle(tokens: Map<string, Worlds>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  try {
    reply(response, route(tokens, request, url, body));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(response, error);
  }
}

function route(tokens: Map<string, Worlds>, request: IncomingMessage, url: URL, body: unknown): Reply & { cookie?: string } {
  const parts = url.pathname.split('/').slice(3).map(decodeURIComponent);
  if (parts[0] === 'session') {
    const { token } = body as { token: string };
    if (token === 'spent') throw new Refusal(401, 'unauthenticated', 'That token is spent.');
    ensure(tokens, token);
    return { status: 204, cookie: `fake=${token}; Path=/; HttpOnly; SameSite=Strict` };
  }
  if (request.headers.authorization) ensure(tokens, tokenOf(request) ?? '');
  const worlds = tokens.get(tokenOf(request) ?? '');
  if (!worlds) throw new Refusal(401, 'unauthenticated', 'Sign in first.');
  if (url.pathname === '/fake/fail') {
    for (const world of worlds.values()) world.failures = Number(url.searchParams.get('times') ?? 1);
    return { status: 204 };
  }
  if (parts[0] === 'devices') return { status: 200, json: devicesOf(worlds) };
  if (parts[0] === 'members') return { status: 200, json: { items: kinds, next: null } };
  if (parts[0] === 'weights') return { status: 200, json: { items: weights, next: null } };
  if (parts[0] === 'me') return { status: 200, json: { annotator: 'owner', role: 'owner', campaigns: [...worlds.keys()], version: '0.1.0' } };
  return answer(worlds, { method: request.method ?? 'GET', parts, query: url.searchParams, body });
}

function ensure(tokens: Map<string, Worlds>, token: string): void {
  if (!tokens.has(token)) tokens.set(token, worldsFor(token));
}

function reply(response: ServerResponse, answered: Reply & { cookie?: string }): void {
  response.statusCode = answered.status;
  if (answered.cookie) response.setHeader('Set-Cookie', answered.cookie);
  if (answered.png) response.setHeader('Content-Type', 'image/png').setHeader('Cache-Control', 'private, max-age=3600').end(answered.png);
  else if (answered.csv !== undefined) response.setHeader('Content-Type', 'text/csv').end(answered.csv);
  else if (answered.json === undefined) response.end();
  else response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answered.json));
}

function refuse(response: ServerResponse, refusal: Refusal): void {
  response.statusCode = refusal.status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify({ type: `https://lensgrains.org/problems/${refusal.slug}`, title: refusal.title, status: refusal.status, hint: refusal.hint, errors: refusal.errors }));
}
