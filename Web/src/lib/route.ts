export type View = 'label' | 'rounds' | 'gallery' | 'sources';

export type Route = { at: 'campaigns' } | { at: 'campaign'; campaign: string; view: View };

const views: readonly View[] = ['label', 'rounds', 'gallery', 'sources'];

/** `#/c/{campaign}/{view}`; anything else is the chooser. The server needs to know nothing about it. */
export function parseRoute(hash: string): Route {
  const [marker, campaign, view] = hash.replace(/^#\/?/, '').split('/');
  if (marker !== 'c' || !campaign) return { at: 'campaigns' };
  return { at: 'campaign', campaign: decodeURIComponent(campaign), view: views.find((v) => v === view) ?? 'label' };
}

export const routeTo = (campaign: string, view: View): string => `#/c/${encodeURIComponent(campaign)}/${view}`;

/** Takes the one-time token out of an address; `rest` is the address without it. */
export function takeToken(href: string): { token: string | null; rest: string } {
  const url = new URL(href);
  const token = url.searchParams.get('token');
  url.searchParams.delete('token');
  return { token, rest: url.pathname + url.search + url.hash };
}
