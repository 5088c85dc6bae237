const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

export const count = (n: number | null | undefined): string => (n === null || n === undefined ? '–' : whole.format(n));

/** Scores to three decimals; 0 is a score, not a missing one. */
export const score = (v: number | null | undefined, digits = 3): string => (v === null || v === undefined ? '–' : v.toFixed(digits));

export const percent = (v: number | null | undefined, digits = 0): string =>
  v === null || v === undefined ? '–' : `${(100 * v).toFixed(digits)}%`;

/** A length of time in the largest unit that keeps it readable. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

export function dateTime(iso: string | null | undefined): string {
  if (!iso) return '–';
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${whole.format(n)} ${n === 1 ? one : many}`;

/** What the server says as a sentence of its own. */
export const sentence = (text: string): string => (text === '' ? '' : text[0]!.toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.'));

/** A camelCase value of the API as words, for values this page has no words for. */
export const words = (value: string): string => value.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/\bgpu\b/g, 'GPU');

/** Work per second, with a decimal where there is little. */
export const rate = (perSecond: number): string => (perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : whole.format(perSecond));
