import type * as api from '../src/api/types.js';
import { checkMembers } from './members.js';
import { plotsOf } from './plots.js';
import { endRound, expiry, openPage, Refusal, startRound, submit, undo } from './rules.js';
import { addRemark, flagsOf, gradeOf, remarksOn } from './remarks.js';
import { paint } from './sky.js';
import { newWorld, recount, type FakeSource, type World } from './world.js';

export interface Request {
  method: string;
  parts: string[];
  query: URLSearchParams;
  body: unknown;
}

export type Reply = { status: number; json?: unknown; png?: Buffer; csv?: string };

/** All campaigns of one token. */
export type Worlds = Map<string, World>;

const ok = (json: unknown, status = 200): Reply => ({ status, json });
const list = <T>(items: T[]): Reply => ok({ items, next: null } satisfies api.Listing<T>);

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Refusal(404, `unknown-${what}`, `There is no such ${what}.`);
  return value;
}

/** /api/v1/campaigns… */
export function answer(worlds: Worlds, request: Request): Reply {
  const [, campaignId, ...rest] = request.parts;
  if (campaignId === undefined) return request.method === 'POST' ? create(worlds, request.body as api.CreateCampaign) : list([...worlds.values()].map((w) => w.campaign));
  const world = found(worlds.get(campaignId), 'campaign');
  if (world.failures > 0) {
    world.failures--;
    throw new Refusal(503, 'draining', 'The server is stopping.', 'Try again in a moment.');
  }
  if (rest.length === 0) return ok(world.campaign);
  const handler = found(handlers[rest[0] ?? ''], 'route');
  return handler(world, { ...request, parts: rest.slice(1) });
}

function create(worlds: Worlds, body: api.CreateCampaign): Reply {
  if (worlds.has(body.id)) throw new Refusal(409, 'campaign-exists', `A campaign ${body.id} exists already.`);
  const world = newWorld(body.id, { sources: 0 });
  Object.assign(world.campaign, { name: body.name, classes: body.classes, positive: body.positive, state: 'empty', knownLenses: 0 });
  Object.assign(world.campaign.policy, body.policy);
  recount(world);
  worlds.set(body.id, world);
  return ok(world.campaign, 201);
}

/** One rule that the page doesn't know, so that a refusal can be shown beside its field. */
function changePolicy(world: World, body: Partial<api.Policy>): api.Campaign {
  if ((body.leaseSeconds ?? 1) > 86_400) {
    throw new Refusal(422, 'invalid', 'The policy has mistakes.', null, { 'policy.leaseSeconds': ['A day at most here.'] });
  }
  checkMembers(body.members ?? []);
  Object.assign(world.campaign.policy, body);
  recount(world);
  return world.campaign;
}

type Handler = (world: World, request: Request) => Reply;

const handlers: Record<string, Handler> = {
  pages: (world, { method, parts: [page, action], body }) => {
    if (page === undefined && method === 'GET') return list([...world.pages.values()].filter((p) => p.open).map((p) => p.page));
    if (page === undefined) return ok(openPage(world, (body as api.OpenPage).operationId ?? String(++world.serial), (body as api.OpenPage).queue));
    if (action === 'labels') return ok(submit(world, page, body as api.SubmitPage));
    const held = found(world.pages.get(page), 'page');
    if (action === 'renew') {
      if (!held.open) throw new Refusal(409, 'page-closed', 'That page is closed.');
      held.page.expiresAt = expiry(world);
      return ok({ pageId: page, expiresAt: held.page.expiresAt } satisfies api.PageRenewed);
    }
    held.open = false;
    return { status: 204 };
  },
  policy: (world, { body }) => ok(changePolicy(world, body as Partial<api.Policy>)),
  labels: (world, { method, body }) => (method === 'POST' ? ok(give(world, body as api.SubmitLabels)) : csv('source,label', [...world.answers.values()].map((a) => `${a.sourceId},${a.label ?? ''}`))),
  undo: (world, { body }) => ok(undo(world, body as api.Undo)),
  finds: (world) => list(world.finds),
  rounds,
  sources,
  gallery: (world, { query }) => ok(gallery(world, query)),
  export: () => ({ status: 200, csv: 'not a real archive' }),
  scores: (world) => csv('source,score', [...world.sources.values()].map((s) => `${s.id},${s.score}`)),
  ingests: (world, { method, body }) => (method === 'POST' ? ok(ingest(world, body as api.StartIngest), 202) : list(world.jobs)),
  reset: (_, { body }) => ok({ operationId: (body as api.Reset).operationId, what: (body as api.Reset).what, labelsTakenBack: 0 } satisfies api.ResetAnswer),
};

const csv = (head: string, lines: string[]): Reply => ({ status: 200, csv: [head, ...lines, ''].join('\n') });

function rounds(world: World, { method, body, parts: [n, action] }: Request): Reply {
  if (n === undefined) return method === 'POST' ? ok(startRound(world, 'asked', (body as api.StartRound | undefined)?.operationId), 202) : list(world.rounds.map((r) => ({ ...r, members: r.members.map((m) => ({ ...m, losses: null })) })));
  const round = found(world.rounds.find((r) => r.number === Number(n)), 'round');
  if (action === undefined || action === 'manifest') return ok(round);
  if (action === 'plots') {
    if (round.state !== 'published') throw new Refusal(404, 'no-plots', 'This round is not published.');
    return ok(plotsOf(world, round.number));
  }
  if (action === 'restore') {
    for (const r of world.rounds) r.isCurrent = r === round;
    world.campaign.currentRound = round.number;
  } else {
    Object.assign(round, { state: 'cancelled', finishedAt: new Date().toISOString(), message: 'cancelled by owner', progress: null });
    endRound(world);
  }
  recount(world);
  return ok(round);
}

function sources(world: World, { parts: [id, action], query, body }: Request): Reply {
  if (id === undefined) return list([...world.sources.values()].filter((s) => s.name.includes(query.get('search') ?? '')).slice(0, 50).map((s) => row(world, s)));
  const s = found(world.sources.get(id), 'source');
  if (action === 'image') return { status: 200, png: paint(s.ordinal, s.lens, Math.min(512, Number(query.get('size') ?? 128)) > 200 ? 192 : 96, query.get('stretch') ?? 'asinh') };
  if (action === 'remarks') return ok(addRemark(world, s, body as api.AddRemark));
  const given = world.answers.get(id);
  return ok({
    ...row(world, s), rank: 1 + [...world.sources.values()].filter((o) => o.score > s.score).length, raDeg: 150.1163 + s.ordinal * 1e-3, decDeg: 2.2058 - s.ordinal * 1e-4,
    bands: ['g', 'r', 'i'], metadata: { survey: 'simulated', pixelScale: '0.2 arcsec', psf: 'g 0.82, r 0.71, i 0.64 arcsec', magnitude: 'i 20.31' },
    memberScores: [0, 1, 2, 3, 4].map((serial) => ({ serial, score: Math.max(0, Math.min(1, s.score + (serial - 2) * s.spread)) })),
    history: given ? [{ at: given.at, annotator: 'owner', kind: 'label', label: given.label ?? null, unsure: given.unsure ?? false, comment: null }] : [],
    remarks: remarksOn(world, s),
  } satisfies api.Source);
}

function give(world: World, body: api.SubmitLabels): api.SubmitAnswer {
  if (body.kind !== 'verdict') return submit(world, null, body);
  for (const { sourceId, verdict } of body.labels) {
    if (verdict && verdict !== 'none') world.verdicts.set(sourceId, { verdict, at: new Date().toISOString() });
    else world.verdicts.delete(sourceId);
  }
  return { operationId: body.operationId, outcome: 'accepted', accepted: body.labels.length };
}

function row(world: World, s: FakeSource): api.SourceRow {
  const given = world.answers.get(s.id);
  const seen = world.verdicts.get(s.id);
  return {
    sourceId: s.id, name: s.name, imageUrl: `/api/v1/campaigns/${world.campaign.id}/sources/${s.id}/image`, score: s.score, uncertainty: s.spread,
    label: s.known ? world.campaign.positive : (given?.label ?? null), unsure: given?.unsure ?? false, known: s.known, grade: gradeOf(world, s), flags: flagsOf(world, s),
    verdict: seen?.verdict ?? null, verdictBy: seen ? 'owner' : null, verdictAt: seen?.at ?? null,
  };
}

function gallery(world: World, query: URLSearchParams): api.Gallery {
  const wanted = query.get('class') ?? world.campaign.positive;
  const fits = (a: api.TileAnswer | undefined) => (wanted === 'unsure' ? a?.unsure : wanted === 'skip' ? a?.skip : a?.label === wanted);
  const known = wanted === world.campaign.positive ? [...world.sources.values()].filter((s) => s.known) : [];
  const selected = [...world.answers.values()].filter(fits).map((a) => world.sources.get(a.sourceId)).filter((s) => s !== undefined);
  const [grade, flag, verdict] = [query.get('grade'), query.get('flag'), query.get('verdict')];
  const all = [...known.toSorted((a, b) => (b.grade ?? '').localeCompare(a.grade ?? '')), ...selected]
    .filter((s) => (!grade || gradeOf(world, s) === grade) && (!flag || flagsOf(world, s).includes(flag)) && (!verdict || world.verdicts.get(s.id)?.verdict === verdict));
  const start = Number(query.get('after') ?? 0);
  const end = start + Number(query.get('limit') ?? 10);
  const items = all.slice(start, end).map((s) => {
    const r = row(world, s);
    return { ...r, annotator: s.known ? null : 'owner', labelledAt: world.answers.get(s.id)?.at ?? null };
  });
  return { items, next: end < all.length ? String(end) : null, total: all.length, known: known.length, selected: selected.length };
}

function ingest(world: World, body: api.StartIngest): api.IngestJob {
  if (![body.folder, body.manifest, body.embeddings].some(Boolean)) {
    throw new Refusal(422, 'invalid', 'Say what to ingest.', 'Give a folder, a manifest or embeddings.');
  }
  const job: api.IngestJob = {
    number: world.jobs.length + 1, state: 'running', what: `folder ${body.folder ?? body.manifest ?? body.embeddings}`, total: 900, done: 0, added: 0, changed: 0, unchanged: 0,
    failed: 0, failures: [], ratePerSecond: 300, etaSeconds: 3, startedAt: new Date().toISOString(), finishedAt: null, message: null, knownLensesMatched: 0, knownLensesUnmatched: 0,
  };
  world.jobs.unshift(job);
  world.campaign.state = 'ingesting';
  advance(world, job);
  return job;
}

function advance(world: World, job: api.IngestJob): void {
  job.done = Math.min(900, job.done + 150);
  job.failures = [{ name: 'truncated_0007.fits', reason: 'the file ends inside its data' }];
  job.failed = 1;
  job.added = job.done - 1;
  job.etaSeconds = (900 - job.done) / 300;
  if (job.done === 900) {
    const filled = newWorld(world.campaign.id, { sources: 899 });
    world.sources = filled.sources;
    Object.assign(job, { state: 'done', finishedAt: new Date().toISOString(), etaSeconds: null });
    Object.assign(world.campaign, { state: 'ready', sources: 899, knownLenses: 14 });
  }
  recount(world);
  if (job.state === 'running') setTimeout(() => advance(world, job), 500).unref();
}
