import type { Verdict } from '../api/types';

export type VerdictChoice = Verdict | 'none';

/** What a closer look may come to, as people read it. */
export const verdicts: { value: VerdictChoice; text: string }[] = [
  { value: 'none', text: 'no verdict' },
  { value: 'confirmed', text: 'confirmed' },
  { value: 'interesting', text: 'interesting' },
  { value: 'falsePositive', text: 'false positive' },
  { value: 'normal', text: 'normal' },
];
