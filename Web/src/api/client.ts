import type * as api from './types';

const root = '/api/v1';

/** Called when a request finds this browser signed out. */
export const onSignedOut = { run: (): void => {} };

/** The server answered with an error. `problem` is what it said, or the bare status where it said nothing. */
export class ApiError extends Error {
  constructor(readonly problem: api.Problem, readonly retryAfterMs: number | null) {
    super(inWords(problem));
    this.name = 'ApiError';
  }

  get status(): number {
    return this.problem.status;
  }

  /** Last segment of the problem's type. */
  get slug(): string {
    return this.problem.type.replace(/\/+$/, '').split(/[/:#]/).pop() ?? '';
  }
}

/** No answer at all: the network, or the server is not running. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
    this.name = 'Unreachable';
  }
}

/** Title, detail, the fields at fault and the hint, in one readable line. */
export function inWords(problem: api.Problem): string {
  const fields = Object.entries(problem.errors ?? {}).map(([field, messages]) => `${field}: ${messages.join(' ')}`);
  const parts = [problem.detail ?? problem.title, ...fields, problem.hint ?? ''];
  return parts.filter((p) => p !== '').join(' ');
}

/** What is wrong with each field, by its last name (`policy.pageSize` is `pageSize`); empty for other errors. */
export function fieldProblems(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(Object.entries(error.problem.errors ?? {}).map(([field, messages]) => [field.replace(/^(body\.)?policy\./, ''), messages.join(' ')]));
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Errors that may go away by themselves: try again later. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408));

async function problemOf(response: Response): Promise<api.Problem> {
  const text = await response.text();
  try {
    const read = JSON.parse(text) as Partial<api.Problem>;
    if (typeof read.title === 'string') return { type: 'about:blank', ...read, title: read.title, status: response.status };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { type: 'about:blank', title: `HTTP ${response.status} ${response.statusText}`.trim(), status: response.status };
}

export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

async function send<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { Accept: 'application/json' } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  }
  let response: Response;
  try {
    response = await fetch(root + path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Unreachable(error);
  }
  if (response.status === 401 && path !== '/session' && path !== '/me') onSignedOut.run();
  if (!response.ok) throw new ApiError(await problemOf(response), retryAfterMs(response.headers.get('Retry-After'), Date.now()));
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

const e = encodeURIComponent;
const query = (values: Record<string, string | number | null | undefined>): string => {
  const set = Object.entries(values).filter(([, v]) => v !== null && v !== undefined && v !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([k, v]) => [k, String(v)]))}`;
};

export const client = {
  signIn: (token: string) => send<void>('POST', '/session', { token } satisfies api.SessionRequest),
  signOut: () => send<void>('DELETE', '/session'),
  me: () => send<api.Me>('GET', '/me'),
  devices: () => send<api.Devices>('GET', '/devices'),
  memberKinds: () => send<api.Listing<api.MemberKind>>('GET', '/members'),
  weights: () => send<api.Listing<api.Weights>>('GET', '/weights'),
  createToken: (body: api.CreateToken) => send<api.CreatedToken>('POST', '/tokens', body),

  campaigns: (after: string | null = null) => send<api.Listing<api.Campaign>>('GET', `/campaigns${query({ after })}`),
  campaign: (c: string) => send<api.Campaign>('GET', `/campaigns/${e(c)}`),
  createCampaign: (body: api.CreateCampaign) => send<api.Campaign>('POST', '/campaigns', body),
  changePolicy: (c: string, body: Partial<api.Policy>) => send<api.Campaign>('PATCH', `/campaigns/${e(c)}/policy`, body),
  reset: (c: string, body: api.Reset) => send<api.ResetAnswer>('POST', `/campaigns/${e(c)}/reset`, body),

  ingests: (c: string) => send<api.Listing<api.IngestJob>>('GET', `/campaigns/${e(c)}/ingests`),
  startIngest: (c: string, body: api.StartIngest) => send<api.IngestJob>('POST', `/campaigns/${e(c)}/ingests`, body),

  pages: (c: string) => send<api.Listing<api.Page>>('GET', `/campaigns/${e(c)}/pages`),
  openPage: (c: string, body: api.OpenPage) => send<api.Page>('POST', `/campaigns/${e(c)}/pages`, body),
  renewPage: (c: string, page: string) => send<api.PageRenewed>('POST', `/campaigns/${e(c)}/pages/${e(page)}/renew`),
  releasePage: (c: string, page: string) => send<void>('DELETE', `/campaigns/${e(c)}/pages/${e(page)}`),
  submitPage: (c: string, page: string, body: api.SubmitPage) =>
    send<api.SubmitAnswer>('POST', `/campaigns/${e(c)}/pages/${e(page)}/labels`, body),
  submitLabels: (c: string, body: api.SubmitLabels) => send<api.SubmitAnswer>('POST', `/campaigns/${e(c)}/labels`, body),
  undo: (c: string, body: api.Undo) => send<api.UndoAnswer>('POST', `/campaigns/${e(c)}/undo`, body),

  rounds: (c: string, after: string | null = null) =>
    send<api.Listing<api.Round>>('GET', `/campaigns/${e(c)}/rounds${query({ after })}`),
  round: (c: string, n: number) => send<api.Round>('GET', `/campaigns/${e(c)}/rounds/${n}`),
  startRound: (c: string, body: api.StartRound) => send<api.Round>('POST', `/campaigns/${e(c)}/rounds`, body),
  cancelRound: (c: string, n: number) => send<api.Round>('POST', `/campaigns/${e(c)}/rounds/${n}/cancel`),
  restoreRound: (c: string, n: number) => send<api.Round>('POST', `/campaigns/${e(c)}/rounds/${n}/restore`),
  plots: (c: string, n: number) => send<api.RoundPlots>('GET', `/campaigns/${e(c)}/rounds/${n}/plots`),
  finds: (c: string) => send<api.Listing<api.FindsOfRound>>('GET', `/campaigns/${e(c)}/finds${query({ limit: 1000 })}`),

  source: (c: string, s: string, signal?: AbortSignal) =>
    send<api.Source>('GET', `/campaigns/${e(c)}/sources/${e(s)}`, undefined, signal),
  sources: (c: string, search: string, after: string | null, limit: number) =>
    send<api.Listing<api.SourceRow>>('GET', `/campaigns/${e(c)}/sources${query({ search, after, limit })}`),
  gallery: (c: string, className: string, marks: { grade: string; flag: string; verdict: string }, after: string | null, limit: number) =>
    send<api.Gallery>('GET', `/campaigns/${e(c)}/gallery${query({ class: className, ...marks, after, limit })}`),
  remark: (c: string, s: string, body: api.AddRemark) =>
    send<api.RemarkAnswer>('POST', `/campaigns/${e(c)}/sources/${e(s)}/remarks`, body),
};

/** Address of a rendering. Nothing set: the server's defaults, which are also what its thumbnails hold. */
export const imageUrl = (c: string, s: string, options: { size?: number; stretch?: api.Stretch | null; bands?: string | null; format?: 'png' | 'jpeg' }): string =>
  `${root}/campaigns/${e(c)}/sources/${e(s)}/image${query(options)}`;

export function downloadUrl(c: string, what: api.Download, round: number | null): string {
  const campaign = `${root}/campaigns/${e(c)}`;
  if (what === 'manifest') return `${campaign}/rounds/${round ?? 0}/manifest`;
  if (what === 'export') return `${campaign}/export${query({ round })}`;
  return `${campaign}/${what}${query({ round: what === 'scores' ? round : null, format: 'csv' })}`;
}
