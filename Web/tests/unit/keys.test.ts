import { describe, expect, it } from 'vitest';
import { commandOf, type KeyPress } from '../../src/labeling/keys';

const press = (key: string, over: Partial<KeyPress> = {}): KeyPress =>
  ({ key, code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...over });

describe('commandOf', () => {
  it.each([
    ['1', { do: 'label', classIndex: 0 }], ['2', { do: 'label', classIndex: 1 }], ['0', { do: 'unsure' }], ['x', { do: 'skip' }], ['X', { do: 'skip' }],
    ['ArrowUp', { do: 'move', direction: 'up' }], ['Enter', { do: 'submit' }], ['u', { do: 'undo' }], ['Z', { do: 'zoom' }], ['t', { do: 'train' }],
    ['?', { do: 'help' }], ['Escape', { do: 'close' }],
  ] as const)('commandOf_%s_IsItsCommand', (key, command) => {
    expect(commandOf(press(key), 2)).toEqual(command);
  });

  it('commandOf_WhenTheClassDoesNotExist_IsNothing', () => {
    expect(commandOf(press('3'), 2)).toBeNull();
    expect(commandOf(press('9'), 9)).toEqual({ do: 'label', classIndex: 8 });
  });

  it.each(['!', '"', '+'])('commandOf_ShiftWithTheFirstDigitKeyTyping%s_Fills', (typed) => {
    expect(commandOf(press(typed, { code: 'Digit1', shiftKey: true }), 2)).toEqual({ do: 'fill', classIndex: 0 });
  });

  it.each(['ctrlKey', 'altKey', 'metaKey'] as const)('commandOf_With%s_BelongsToTheBrowser', (modifier) => {
    expect(commandOf(press('1', { [modifier]: true }), 2)).toBeNull();
  });

  it('commandOf_WhenTheKeyMeansNothing_IsNull', () => {
    expect(commandOf(press('q'), 2)).toBeNull();
    expect(commandOf(press('toString'), 2)).toBeNull();
  });
});
