import { describe, expect, it } from 'vitest';
import { clicked, doubted, filled, focused, labelled, moved, reopenedSheet, skipped, submissionOf, unanswered } from '../../src/labeling/sheet';
import { page, sheet } from './build';

describe('sheet', () => {
  it('labelled_WhenAdvancing_MovesToTheNextTile', () => {
    const after = labelled(sheet(), 0, 'lens', true);

    expect(after.answers[0]?.label).toBe('lens');
    expect(after.focus).toBe(1);
  });

  it('labelled_WhenTheLabelIsTakenOff_StaysOnTheTile', () => {
    const once = focused(labelled(sheet(), 0, 'lens', true), 0);

    const twice = labelled(once, 0, 'lens', true);

    expect(twice.answers[0]?.label).toBeNull();
    expect(twice.focus).toBe(0);
  });

  it('labelled_OnTheLastTile_StaysOnIt', () => {
    expect(labelled(focused(sheet(), 9), 9, 'lens', true).focus).toBe(9);
  });

  it.each([
    ['right', 4, 5], ['left', 5, 4], ['down', 2, 7], ['up', 7, 2], ['down', 7, 7], ['up', 2, 2], ['left', 0, 0], ['right', 9, 9], ['first', 6, 0], ['last', 3, 9],
  ] as const)('moved_%s_From%iGoesTo%i', (direction, from, to) => {
    expect(moved(focused(sheet(), from), direction).focus).toBe(to);
  });

  it('moved_WhenTheSecondRowIsShort_StaysWhereNoTileIs', () => {
    expect(moved(focused(sheet('p1', 7), 3), 'down').focus).toBe(3);
    expect(moved(focused(sheet('p1', 7), 1), 'down').focus).toBe(6);
  });

  it('filled_WhenSomeTilesAreAnswered_LeavesThoseAlone', () => {
    const some = skipped(doubted(labelled(sheet(), 0, 'lens', false), 1), 2, false);

    const after = filled(some, 'non-lens');

    expect(after.answers.slice(0, 4)).toEqual([
      { label: 'lens', unsure: false, skip: false }, { label: null, unsure: true, skip: false },
      { label: null, unsure: false, skip: true }, { label: 'non-lens', unsure: false, skip: false },
    ]);
    expect(unanswered(after)).toBe(0);
  });

  it('submissionOf_WhenTilesAreUnseen_NamesOnlyAnsweredOnes', () => {
    const body = submissionOf(clicked(sheet(), 3, ['non-lens', 'lens'], 'lens'), 'op-1', { restOfPage: 'explicit' });

    expect(body).toEqual({ operationId: 'op-1', labels: [{ sourceId: 's3', label: 'lens' }], rest: 'explicit' });
  });

  it('rules_WhenApplied_NeverChangeTheirInput', () => {
    const before = sheet();
    const frozen = JSON.stringify(before);

    filled(skipped(doubted(labelled(before, 0, 'lens', true), 1), 2, true), 'lens');

    expect(JSON.stringify(before)).toBe(frozen);
  });

  it('reopenedSheet_WhenTheServerSendsAnswers_ShowsThem', () => {
    const opened = page();
    opened.tiles[2]!.answer = { sourceId: 's2', label: 'lens', unsure: true };

    const after = reopenedSheet(opened, null);

    expect(after.answers[2]).toEqual({ label: 'lens', unsure: true, skip: false });
    expect(after.reopened).toBe(true);
  });

  it('reopenedSheet_WhenTheServerSendsNone_RemembersThemBySource', () => {
    const before = labelled(sheet(), 1, 'lens', false);
    const reversed = { ...page(), tiles: page().tiles.toReversed() };

    const after = reopenedSheet(reversed, before);

    expect(after.answers[8]?.label).toBe('lens');
    expect(unanswered(after)).toBe(9);
  });
});
