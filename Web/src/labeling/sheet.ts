import type { Page, Policy, SubmitPage, TileAnswer } from '../api/types';
import { cycled, fromTileAnswer, isAnswered, toTileAnswer, unseen, withComment, withLabel, withSkipToggled, withUnsureToggled, type Answer } from './answers';

/** One dealt page on the annotator's desk: its tiles, the answers so far, and which tile the keys go to. */
export interface Sheet {
  /** Asking again with it brings the same page back. */
  openId: string;
  page: Page;
  answers: Answer[];
  focus: number;
  /** True for a page that undo reopened. */
  reopened: boolean;
}

/** Tiles beside each other where the window is wide enough. */
export const columns = 5;

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

export function sheetOf(openId: string, page: Page, reopened = false): Sheet {
  return { openId, page, answers: page.tiles.map((tile) => fromTileAnswer(tile.answer)), focus: 0, reopened };
}

const answerAt = (sheet: Sheet, index: number): Answer => sheet.answers[index] ?? unseen;

function replaced(sheet: Sheet, index: number, answer: Answer): Sheet {
  return { ...sheet, answers: sheet.answers.map((old, i) => (i === index ? answer : old)) };
}

export const unanswered = (sheet: Sheet): number => sheet.answers.filter((a) => !isAnswered(a)).length;

/** Labels the tile and, with `advance`, goes on to the next one; taking a label off stays. */
export function labelled(sheet: Sheet, index: number, label: string, advance: boolean): Sheet {
  const answer = withLabel(answerAt(sheet, index), label);
  const next = replaced(sheet, index, answer);
  return advance && answer.label !== null ? moved(next, 'right') : next;
}

export function skipped(sheet: Sheet, index: number, advance: boolean): Sheet {
  const answer = withSkipToggled(answerAt(sheet, index));
  const next = replaced(sheet, index, answer);
  return advance && answer.skip ? moved(next, 'right') : next;
}

export const doubted = (sheet: Sheet, index: number): Sheet => replaced(sheet, index, withUnsureToggled(answerAt(sheet, index)));

export const commented = (sheet: Sheet, index: number, text: string): Sheet => replaced(sheet, index, withComment(answerAt(sheet, index), text));

export const clicked = (sheet: Sheet, index: number, classes: readonly string[], positive: string): Sheet =>
  ({ ...replaced(sheet, index, cycled(answerAt(sheet, index), classes, positive)), focus: index });

/** Gives every tile without an answer this label; tiles with an answer keep it. */
export const filled = (sheet: Sheet, label: string): Sheet =>
  ({ ...sheet, answers: sheet.answers.map((a) => (isAnswered(a) ? a : { ...a, label })) });

export const cleared = (sheet: Sheet): Sheet => ({ ...sheet, answers: sheet.answers.map(() => unseen) });

export const focused = (sheet: Sheet, index: number): Sheet =>
  ({ ...sheet, focus: Math.max(0, Math.min(sheet.page.tiles.length - 1, index)) });

/** Right and left run on through the rows; up and down stay where there is no tile. */
export function moved(sheet: Sheet, direction: Direction, across = columns): Sheet {
  const steps: Record<Direction, number> = { left: -1, right: 1, up: -across, down: across, first: -sheet.focus, last: Infinity };
  const target = sheet.focus + steps[direction];
  const outside = target < 0 || target >= sheet.page.tiles.length;
  return outside && (direction === 'up' || direction === 'down') ? sheet : focused(sheet, target);
}

/** The body of a submission. `rest` travels with it, so that a later change of policy can't alter what was agreed to. */
export function submissionOf(sheet: Sheet, operationId: string, policy: Pick<Policy, 'restOfPage'>): SubmitPage {
  const labels = sheet.page.tiles
    .map((tile, i) => toTileAnswer(tile.sourceId, answerAt(sheet, i)))
    .filter((answer): answer is TileAnswer => answer !== null);
  return { operationId, labels, rest: policy.restOfPage };
}

/** A page that undo brought back: the server's record of the answers, else what this browser remembers of them. */
export function reopenedSheet(page: Page, before: Sheet | null): Sheet {
  const sheet = sheetOf(page.pageId, page, true);
  if (page.tiles.some((tile) => tile.answer) || before === null) return sheet;
  const remembered = new Map(before.page.tiles.map((tile, i) => [tile.sourceId, before.answers[i] ?? unseen]));
  return { ...sheet, answers: page.tiles.map((tile) => remembered.get(tile.sourceId) ?? unseen) };
}
