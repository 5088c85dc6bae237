import type { RestOfPage, TileAnswer } from '../api/types';

/** What an annotator has said about one tile. Nothing said is `unseen`; it never becomes a label by itself. */
export interface Answer {
  label: string | null;
  unsure: boolean;
  skip: boolean;
  /** Free text beside the answer; it is no answer by itself. */
  comment?: string;
}

/** As long as the server takes. */
export const longestComment = 2_000;

export const unseen: Answer = Object.freeze({ label: null, unsure: false, skip: false });

export type TileState = 'unseen' | 'label' | 'labelUnsure' | 'unsure' | 'skip';

export function stateOf(answer: Answer): TileState {
  if (answer.skip) return 'skip';
  if (answer.label !== null) return answer.unsure ? 'labelUnsure' : 'label';
  return answer.unsure ? 'unsure' : 'unseen';
}

export const isAnswered = (answer: Answer): boolean => stateOf(answer) !== 'unseen';

/** Pressing the key of the label that is already there takes it off; doubt said before stays beside the label. */
export function withLabel(answer: Answer, label: string): Answer {
  const same = !answer.skip && answer.label === label;
  return { ...answer, label: same ? null : label, unsure: answer.skip ? false : answer.unsure, skip: false };
}

export const withUnsureToggled = (answer: Answer): Answer =>
  answer.skip ? { ...answer, skip: false, unsure: true } : { ...answer, unsure: !answer.unsure };

export const withSkipToggled = (answer: Answer): Answer => ({ ...answer, label: null, unsure: false, skip: !answer.skip });

export function withComment({ comment: _, ...answer }: Answer, text: string): Answer {
  const kept = text.slice(0, longestComment);
  return kept.trim() === '' ? answer : { ...answer, comment: kept };
}

/** The mouse: unseen → positive → the other classes in key order → unseen. Doubt stays, a skip is lifted. */
export function cycled(answer: Answer, classes: readonly string[], positive: string): Answer {
  const order = [positive, ...classes.filter((c) => c !== positive)];
  const at = answer.skip || answer.label === null ? -1 : order.indexOf(answer.label);
  const next = order[at + 1] ?? null;
  return { ...answer, label: next, unsure: answer.skip || next === null ? false : answer.unsure, skip: false };
}

/** As sent; unseen tiles are not named, so what happens to them is the campaign's `restOfPage`. */
export function toTileAnswer(sourceId: string, answer: Answer): TileAnswer | null {
  const comment = answer.comment === undefined ? {} : { comment: answer.comment.trim() };
  switch (stateOf(answer)) {
    case 'unseen':
      return null;
    case 'skip':
      return { sourceId, skip: true, ...comment };
    case 'unsure':
      return { sourceId, unsure: true, ...comment };
    case 'label':
      return { sourceId, label: answer.label, ...comment };
    case 'labelUnsure':
      return { sourceId, label: answer.label, unsure: true, ...comment };
  }
}

export const fromTileAnswer = (answer: TileAnswer | null | undefined): Answer =>
  answer ? withComment({ label: answer.label ?? null, unsure: answer.unsure ?? false, skip: answer.skip ?? false }, answer.comment ?? '') : unseen;

/** What submitting does to the tiles without an answer, in words that leave no doubt. */
export function restInWords(open: number, total: number, rest: RestOfPage, classes: readonly string[], positive: string): string {
  if (open === 0) return `all ${total} tiles answered`;
  const tiles = `${open} of ${total} tiles not yet answered`;
  const others = classes.filter((c) => c !== positive);
  switch (rest) {
    case 'explicit':
      return `${tiles}: left unanswered on submit`;
    case 'positive':
      return `${tiles}: submitted as ${positive}`;
    case 'negative':
      return `${tiles}: submitted as ${others.length === 1 ? others[0] : `not ${positive}`}`;
  }
}
