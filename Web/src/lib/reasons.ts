import type { TileReason } from '../api/types';
import { words } from './format';

const sentences: Record<TileReason, string> = {
  score: 'among the highest scores of sources nobody has labelled',
  uncertainty: 'the members of the ensemble disagree most about it',
  threshold: 'its score lies nearest to the dividing threshold',
  audit: 'drawn at random, to measure what the scores miss',
  random: 'drawn at random: nothing is scored yet',
  diverse: 'unlike everything shown so far',
  odd: 'an odd one among the sources',
  asked: 'asked for by name',
};

export const reasonInWords = (reason: string): string => sentences[reason as TileReason] ?? words(reason);
