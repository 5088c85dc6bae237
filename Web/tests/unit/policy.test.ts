import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/api/types';
import { draftOf, policyChanges, policyDefaults, policyFields, policyProblems } from '../../src/lib/policy';

const inForce = {
  pageSize: 10, numSubmissionTrain: 100, retrainWhen: { labels: 80, days: null, confirmed: 5 }, supplementRatio: 0.2, supplementMethod: 'uncertainty', auditRatio: 0.1,
  members: [{ kind: 'mlp' }], embedding: 'auto', fixEnsembles: false, maximumEnsembleSize: 5, initialEnsembleSize: 5, coldStart: false, thresholdRule: 'heldOut',
  thresholdAt: 'midpoint', thresholdAim: null, knownLensGradeCut: 'B', magnitudeColumn: null, magnitudeLimit: null, restOfPage: 'explicit', leaseSeconds: 600, maxOpenPages: 3, seed: 1234,
  pageOrder: 'shuffled', overlap: 1, trainOnUnsure: false, presumedNegatives: 5000, hardNegativeShare: 0, hardNegativeWeight: 4, confirmedWeight: 2, recencyDecay: 0, softLabels: false,
  trainOnMachineLabels: false, objectRadiusArcsec: 3, accelerator: 'prefer',
} satisfies Policy;
const before = draftOf(inForce);

describe('policy', () => {
  it('every field of the API but the members has one in the form', () => {
    const named = new Set(policyFields.map((f) => f.name.split('.')[0]));
    expect(Object.keys(inForce).filter((name) => !named.has(name))).toEqual(['members', 'seed']);
    expect(Object.keys(policyDefaults).toSorted()).toEqual([...policyFields.map((f) => f.name), 'seed'].toSorted());
  });

  it('policyProblems_OfTheDefaultsAndOfAPolicyInForce_AreNone', () => {
    expect(policyProblems(policyDefaults)).toEqual({});
    expect(policyProblems(before, before)).toEqual({});
  });

  it.each([
    ['pageSize', 0, 'From 1 to 200.'], ['pageSize', 201, 'From 1 to 200.'], ['pageSize', 2.5, 'A whole number.'], ['pageSize', null, 'A value is needed.'],
    ['auditRatio', 1.01, 'From 0 to 1.'], ['leaseSeconds', Number.NaN, 'A number.'], ['retrainWhen.days', 0, '0.01 or more.'], ['seed', null, 'A value is needed.'],
    ['initialEnsembleSize', 6, 'At most 5, the members at most.'],
  ] as const)('policyProblems_%sOf%s_SayWhatIsWrong', (name, value, says) => {
    expect(policyProblems({ ...policyDefaults, [name]: value })).toEqual({ [name]: says });
  });

  it('policyChanges_OfAnOptionalFieldThatIsEmptied_SayNull', () => {
    const emptied = { ...before, knownLensGradeCut: '' };
    expect(policyProblems(emptied, before)).toEqual({});
    expect(policyChanges(emptied, before, inForce)).toEqual({ knownLensGradeCut: null });
    expect(policyProblems({ ...before, pageSize: null }, before)).toEqual({ pageSize: 'A value is needed.' });
  });

  it('policyChanges_WhenNothingDiffers_AreNull', () => {
    expect(policyChanges({ ...before, magnitudeColumn: '' }, before, inForce)).toBeNull();
  });

  it('policyChanges_NameOnlyWhatDiffers', () => {
    expect(policyChanges({ ...before, pageSize: 20, coldStart: true }, before, inForce)).toEqual({ pageSize: 20, coldStart: true });
  });

  it('policyChanges_OfOneReasonToRetrain_KeepTheOthers', () => {
    expect(policyChanges({ ...before, 'retrainWhen.days': 7 }, before, inForce)).toEqual({ retrainWhen: { labels: 80, days: 7, confirmed: 5 } });
  });
});
