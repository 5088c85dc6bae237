import type { Queue, TileReason } from '../api/types';
import { words } from './format';

const sentences: Record<TileReason, string> = {
  score: 'among the highest scores of sources nobody has labelled',
  uncertainty: 'the members of the ensemble disagree most about it',
  threshold: 'its score lies nearest to the dividing threshold',
  audit: 'drawn at random, to measure what the scores miss',
  random: 'drawn at random',
  diverse: 'unlike everything shown so far',
  odd: 'an odd one among the sources',
  asked: 'asked for by name',
};

/** What an annotator may have pages made of. */
export const queues: { value: Queue; text: string }[] = [
  { value: 'default', text: 'policy’s mixture' },
  { value: 'highest', text: 'highest scores' },
  { value: 'uncertain', text: 'members disagree' },
  { value: 'threshold', text: 'at the threshold' },
  { value: 'odd', text: 'odd ones' },
  { value: 'diverse', text: 'every kind' },
  { value: 'random', text: 'at random' },
];

export const reasonInWords = (reason: string): string => sentences[reason as TileReason] ?? words(reason);
