import { describe, expect, it } from 'vitest';
import { cycled, fromTileAnswer, restInWords, stateOf, toTileAnswer, unseen, withComment, withLabel, withSkipToggled, withUnsureToggled } from '../../src/labeling/answers';

const classes = ['non-lens', 'lens'];

describe('answers', () => {
  it('stateOf_WhenNothingWasSaid_IsUnseen', () => {
    expect(stateOf(unseen)).toBe('unseen');
    expect(toTileAnswer('s1', unseen)).toBeNull();
  });

  it('withLabel_WhenDoubtCameFirst_KeepsDoubtBesideTheLabel', () => {
    const answer = withLabel(withUnsureToggled(unseen), 'lens');

    expect(stateOf(answer)).toBe('labelUnsure');
    expect(toTileAnswer('s1', answer)).toEqual({ sourceId: 's1', label: 'lens', unsure: true });
  });

  it('withLabel_WhenPressedTwice_TakesTheLabelOff', () => {
    expect(stateOf(withLabel(withLabel(unseen, 'lens'), 'lens'))).toBe('unseen');
  });

  it('withSkip_WhenLabelled_DropsTheLabel', () => {
    const answer = withSkipToggled(withLabel(unseen, 'lens'));

    expect(toTileAnswer('s1', answer)).toEqual({ sourceId: 's1', skip: true });
  });

  it('withUnsure_WhenSkipped_LiftsTheSkip', () => {
    expect(toTileAnswer('s1', withUnsureToggled(withSkipToggled(unseen)))).toEqual({ sourceId: 's1', unsure: true });
  });

  it('withComment_WhenTheAnswerChanges_StaysBesideIt', () => {
    const answer = withSkipToggled(withLabel(withComment(unseen, ' blue arc '), 'lens'));

    expect(toTileAnswer('s1', answer)).toEqual({ sourceId: 's1', skip: true, comment: 'blue arc' });
    expect(fromTileAnswer({ sourceId: 's1', label: 'lens', comment: 'blue arc' })).toEqual({ label: 'lens', unsure: false, skip: false, comment: 'blue arc' });
  });

  it('withComment_WithoutAnAnswer_IsNoAnswer', () => {
    expect(toTileAnswer('s1', withComment(unseen, 'blue arc'))).toBeNull();
  });

  it('withComment_WhenEmptied_IsGone', () => {
    expect(withComment(withComment(unseen, 'blue arc'), ' ')).toEqual(unseen);
  });

  it('cycled_WhenClickedThroughTwoClasses_GoesPositiveNegativeNothing', () => {
    const first = cycled(unseen, classes, 'lens');
    const second = cycled(first, classes, 'lens');
    const third = cycled(second, classes, 'lens');

    expect([first.label, second.label, third.label]).toEqual(['lens', 'non-lens', null]);
  });

  it('cycled_WhenMoreClasses_VisitsEachOnce', () => {
    const many = ['a', 'b', 'c', 'd'];
    const seen: (string | null)[] = [];
    for (let answer = cycled(unseen, many, 'c'); answer.label !== null; answer = cycled(answer, many, 'c')) seen.push(answer.label);

    expect(seen).toEqual(['c', 'a', 'b', 'd']);
  });

  it('restInWords_WhenPolicyDiffers_SaysWhatHappens', () => {
    expect(restInWords(3, 10, 'explicit', classes, 'lens')).toBe('3 of 10 tiles not yet answered: left unanswered on submit');
    expect(restInWords(3, 10, 'positive', classes, 'lens')).toContain('submitted as lens');
    expect(restInWords(3, 10, 'negative', classes, 'lens')).toContain('submitted as non-lens');
    expect(restInWords(3, 10, 'negative', ['a', 'b', 'lens'], 'lens')).toContain('submitted as not lens');
    expect(restInWords(0, 10, 'positive', classes, 'lens')).toBe('all 10 tiles answered');
  });
});
