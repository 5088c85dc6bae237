import type { Direction } from './sheet';

export type Command =
  | { do: 'label'; classIndex: number }
  | { do: 'fill'; classIndex: number }
  | { do: 'move'; direction: Direction }
  | { do: 'unsure' | 'skip' | 'submit' | 'undo' | 'zoom' | 'train' | 'help' | 'score' | 'comment' | 'close' };

export interface KeyPress {
  key: string;
  /** Physical key, e.g. "Digit1": Shift+1 types another character on every layout. */
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

const named = new Map<string, Command>([
  ['ArrowLeft', { do: 'move', direction: 'left' }],
  ['ArrowRight', { do: 'move', direction: 'right' }],
  ['ArrowUp', { do: 'move', direction: 'up' }],
  ['ArrowDown', { do: 'move', direction: 'down' }],
  ['Home', { do: 'move', direction: 'first' }],
  ['End', { do: 'move', direction: 'last' }],
  ['Enter', { do: 'submit' }],
  ['Escape', { do: 'close' }],
  ['?', { do: 'help' }],
  ['x', { do: 'skip' }],
  ['u', { do: 'undo' }],
  ['z', { do: 'zoom' }],
  ['t', { do: 'train' }],
  ['s', { do: 'score' }],
  ['h', { do: 'help' }],
  ['c', { do: 'comment' }],
]);

/** The command of a key press, or null. Keys with Ctrl, Alt or Meta belong to the browser. */
export function commandOf(press: KeyPress, classCount: number): Command | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  const digit = digitOf(press);
  if (digit !== null) return digitCommand(digit, press.shiftKey, classCount);
  return named.get(press.key) ?? named.get(press.key.toLowerCase()) ?? null;
}

function digitOf(press: KeyPress): number | null {
  if (/^[0-9]$/.test(press.key)) return Number(press.key);
  const physical = /^Digit([0-9])$/.exec(press.code);
  return press.shiftKey && physical ? Number(physical[1]) : null;
}

function digitCommand(digit: number, shift: boolean, classCount: number): Command | null {
  if (digit === 0) return { do: 'unsure' };
  if (digit > classCount) return null;
  return { do: shift ? 'fill' : 'label', classIndex: digit - 1 };
}

/** For the help overlay and the bar under the grid. */
export const keyHelp: { keys: string; does: string }[] = [
  { keys: '1 – 9', does: 'give the focused tile that class and go on; the same key again takes it off' },
  { keys: '0', does: 'unsure, alone or beside a label (press it before or after the class)' },
  { keys: 'X', does: 'skip: no label, and the tile does not come back to you on its own' },
  { keys: 'Shift + 1 – 9', does: 'give every tile without an answer that class' },
  { keys: '← ↑ ↓ →', does: 'move between tiles; Home and End jump' },
  { keys: 'Enter', does: 'submit the page' },
  { keys: 'U', does: 'undo: take back the last submitted page and open it again' },
  { keys: 'Z', does: 'zoom: enlarge the focused tile, with stretch, bands and why it is shown' },
  { keys: 'C', does: 'comment on the focused tile; it is sent with the answer' },
  { keys: 'S', does: 'show or hide scores' },
  { keys: 'T', does: 'train now: start a round without waiting until it is due' },
  { keys: '?', does: 'this help' },
  { keys: 'Esc', does: 'close what is open' },
];
