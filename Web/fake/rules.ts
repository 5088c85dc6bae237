import type * as api from '../src/api/types.js';
import { nextEnsemble } from './members.js';
import { memberOf, recount, roundOf, trainingMember, type FakeSource, type World } from './world.js';

/** An error answer: status, slug and what to say. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly slug: string, readonly title: string, readonly hint: string | null = null, readonly errors: Record<string, string[]> | null = null) {
    super(title);
  }
}

const imageOf = (world: World, s: FakeSource) => `/api/v1/campaigns/${world.campaign.id}/sources/${s.id}/image`;

export function tileOf(world: World, s: FakeSource, reason: api.TileReason): api.Tile {
  const scored = world.campaign.currentRound > 0;
  return {
    sourceId: s.id, name: s.name, imageUrl: imageOf(world, s), reason, probability: reason === 'audit' ? 1 / world.campaign.available : null,
    score: scored ? s.score : null, uncertainty: scored ? s.spread : null,
  };
}

export function openPage(world: World, operationId: string, queue: api.Queue = 'default'): api.Page {
  const earlier = [...world.pages.values()].find((p) => p.operationId === operationId);
  if (earlier) return earlier.page;
  const open = [...world.pages.values()].filter((p) => p.open);
  if (open.length >= world.campaign.policy.maxOpenPages) {
    throw new Refusal(409, 'too-many-open-pages', 'Three pages are open already.', 'Submit or release one of them first.');
  }
  const leased = new Set(open.flatMap((p) => p.page.tiles.map((t) => t.sourceId)));
  const free = [...world.sources.values()].filter((s) => !s.known && !world.answers.has(s.id) && !leased.has(s.id));
  const page = freshPage(world, queue === 'highest' ? highest(world, free, 10) : deal(world, free));
  world.pages.set(page.pageId, { page, operationId, open: page.tiles.length > 0, used: false });
  return page;
}

const highest = (world: World, free: FakeSource[], count: number): api.Tile[] =>
  free.toSorted((a, b) => b.score - a.score).slice(0, count).map((s) => tileOf(world, s, 'score'));

function deal(world: World, free: FakeSource[]): api.Tile[] {
  if (world.campaign.currentRound === 0) {
    return free.sort((a, b) => ((a.ordinal * 7919) % 1009) - ((b.ordinal * 7919) % 1009)).slice(0, 10)
      .map((s, i) => tileOf(world, s, i % 3 === 0 ? 'odd' : 'diverse'));
  }
  const byScore = free.toSorted((a, b) => b.score - a.score);
  const high = highest(world, free, 7);
  const wide = byScore.slice(7).toSorted((a, b) => b.spread - a.spread);
  const tiles = [...high, ...wide.slice(0, 2).map((s) => tileOf(world, s, 'uncertainty')), ...wide.slice(40, 41).map((s) => tileOf(world, s, 'audit'))];
  return tiles.map((tile) => ({ tile, key: world.random() })).sort((a, b) => a.key - b.key).map((t) => t.tile);
}

const freshPage = (world: World, tiles: api.Tile[]): api.Page =>
  ({ pageId: `p${++world.serial}`, expiresAt: expiry(world), round: world.campaign.currentRound, tiles });

export const expiry = (world: World): string => new Date(Date.now() + 1000 * world.campaign.policy.leaseSeconds).toISOString();

export function submit(world: World, pageId: string | null, body: api.SubmitPage): api.SubmitAnswer {
  const text = JSON.stringify(body);
  const earlier = world.submissions.find((s) => s.operationId === body.operationId);
  if (earlier && earlier.body !== text) throw new Refusal(422, 'operation-reused', 'That operation id was used with another body.');
  if (earlier) return earlier.answer;
  const held = pageId === null ? null : world.pages.get(pageId);
  if (held === undefined) throw new Refusal(404, 'unknown-page', 'That page was never dealt.');
  const given = held ? withRest(world, held.page, body) : body.labels;
  const before = new Map(given.map((a) => [a.sourceId, world.answers.get(a.sourceId)]));
  const round = world.campaign.currentRound + 1;
  for (const a of given) world.answers.set(a.sourceId, { ...a, round, at: new Date().toISOString() });
  const late = held !== null && Date.parse(held.page.expiresAt) < Date.now();
  const answer: api.SubmitAnswer = { operationId: body.operationId, outcome: late ? 'acceptedLate' : 'accepted', accepted: given.length };
  world.submissions.push({ operationId: body.operationId, body: text, pageId, answer, before, given, undone: false });
  if (held) held.open = false;
  world.campaign.submissions += given.length;
  recount(world);
  if (world.campaign.labelsUntilRound === 0 && world.campaign.activeRound === null) startRound(world, 'labels');
  return answer;
}

function withRest(world: World, page: api.Page, body: api.SubmitPage): api.TileAnswer[] {
  const { classes, positive } = world.campaign;
  const rest = body.rest ?? world.campaign.policy.restOfPage;
  if (rest === 'explicit') return body.labels;
  const label = rest === 'positive' ? positive : (classes.find((c) => c !== positive) ?? positive);
  const named = new Set(body.labels.map((a) => a.sourceId));
  return [...body.labels, ...page.tiles.filter((t) => !named.has(t.sourceId)).map((t) => ({ sourceId: t.sourceId, label }))];
}

export function undo(world: World, body: api.Undo): api.UndoAnswer {
  const last = world.submissions.findLast((s) => !s.undone && (body.target === undefined || s.operationId === body.target));
  if (!last) throw new Refusal(409, 'nothing-to-undo', 'There is nothing to take back.');
  last.undone = true;
  for (const [id, answer] of last.before) {
    if (answer) world.answers.set(id, answer as api.TileAnswer & { round: number; at: string });
    else world.answers.delete(id);
  }
  world.campaign.submissions -= last.given.length;
  const held = last.pageId === null ? undefined : world.pages.get(last.pageId);
  if (held) {
    held.open = true;
    held.page = { ...held.page, expiresAt: expiry(world), tiles: held.page.tiles.map((t) => ({ ...t, answer: last.given.find((g) => g.sourceId === t.sourceId) ?? null })) };
  }
  recount(world);
  return { operationId: body.operationId, undone: last.operationId, page: held?.page ?? null };
}

export function startRound(world: World, reason: string, operationId: string | null = null): api.Round {
  const c = world.campaign;
  const earlier = world.rounds.find((r) => r.number === world.started.get(operationId ?? ''));
  if (earlier) return earlier;
  if (c.activeRound !== null) throw new Refusal(409, 'round-running', `Round ${c.activeRound} is under way.`);
  if (c.classes.some((k) => (c.labelled[k] ?? 0) + (k === c.positive ? c.knownLenses : 0) === 0)) {
    throw new Refusal(409, 'round-refused', 'A round needs labels of both classes.', 'Label at least one non-lens first.');
  }
  const number = Math.max(0, ...world.rounds.map((r) => r.number)) + 1;
  const round: api.Round = { ...roundOf(world, number, 'training'), reason, members: nextEnsemble(world).map((kind, i) => memberOf(number, i, false, kind)), progress: { fraction: 0, step: 'freezing labels', etaSeconds: 10 } };
  world.rounds.unshift(round);
  if (operationId !== null) world.started.set(operationId, number);
  c.activeRound = number;
  c.state = 'training';
  recount(world);
  step(world, round, 0);
  return round;
}

const steps = 20;

function step(world: World, round: api.Round, at: number): void {
  if (round.state === 'cancelled') return;
  if (!world.gpu && world.campaign.policy.accelerator === 'require') {
    Object.assign(round, { state: 'waitingForGpuSilo', progress: { fraction: 0, step: 'waiting for a GPU silo', etaSeconds: null } });
    setTimeout(() => step(world, round, at), world.stepMs).unref();
    return;
  }
  if (at > steps) return publish(world, round);
  round.state = 'training';
  const members = round.members.length;
  const share = Math.min(0.999, at / steps) * members;
  const member = Math.floor(share);
  const epoch = Math.round((share - member) * 400);
  round.progress = { fraction: at / steps, step: `member ${member + 1} of ${members}, ${round.members[member]?.kind ?? ''}, epoch ${epoch}`, etaSeconds: ((steps - at) * world.stepMs) / 1000 };
  round.members = round.members.map((m, i) => (i < member ? memberOf(round.number, i, true, m.kind) : i === member ? { ...trainingMember(round.number, i, m.kind, epoch), silo: world.gpu ? 'gpu-1' : 'silo-1', device: world.gpu ? 'cuda:0' : 'cpu' } : m));
  for (const tell of world.listeners) tell('roundProgress');
  setTimeout(() => step(world, round, at + 1), world.stepMs).unref();
}

function publish(world: World, round: api.Round): void {
  for (const r of world.rounds) r.isCurrent = false;
  const members = round.members.map((m, i) => memberOf(round.number, i, true, m.kind));
  Object.assign(round, roundOf(world, round.number, 'published'), { reason: round.reason, members });
  for (const s of world.sources.values()) s.score = rescored(s);
  endRound(world);
  world.campaign.currentRound = round.number;
  recount(world);
  for (const tell of world.listeners) tell('roundPublished');
}

/** A little surer of what is so. */
function rescored({ score, lens }: FakeSource): number {
  const odds = (score / (1 - score)) * (lens ? 1.15 : 0.87);
  return odds / (1 + odds);
}

export function endRound(world: World): void {
  world.campaign.activeRound = null;
  world.campaign.state = 'ready';
}
