import { describe, expect, it } from 'vitest';
import { kinds } from '../../fake/members';
import type { MemberKind } from '../../src/api/members';
import type { MemberSpec, Policy, RoundMember } from '../../src/api/types';
import { fieldOf, mainOptions, mixWith, optionDraft, optionProblems, optionLabel, othersThan, problemsByOption, sameSpec, specInWords, specOf, trainingPatch, whatHappens } from '../../src/lib/members';

const kindOf = (name: string): MemberKind => kinds.find((k) => k.kind === name) as MemberKind;
const narrow = kindOf('resnet18_narrow');
const [mlp, resnet]: MemberSpec[] = [{ kind: 'mlp' }, { kind: 'resnet18_narrow', options: { epochs: 12 } }] as [MemberSpec, MemberSpec];
const policy = (over: Partial<Policy> = {}): Policy => ({ members: [mlp], maximumEnsembleSize: 5, initialEnsembleSize: 5, fixEnsembles: false, coldStart: false, ...over }) as Policy;
const ensemble = (...of: string[]): RoundMember[] => of.map((kind, serial) => ({ kind, serial }) as RoundMember);

describe('options of a member', () => {
  it('specOf_ADraftAtItsDefaults_NamesTheKindAlone', () => {
    for (const kind of kinds) expect(specOf(kind, optionDraft(kind))).toEqual({ kind: kind.kind });
  });

  it('specOf_ADraftOfASpec_IsThatSpec', () => {
    const spec = { kind: narrow.kind, options: { epochs: 12, bootstrap: false, augmentation: 'sky', pixelScaleArcsec: 0.2, pretrained: 'a.safetensors' } };
    expect(specOf(narrow, optionDraft(narrow, spec))).toEqual(spec);
  });

  it('optionDraft_OfYesAsANumber_IsTrueOrFalse', () => {
    expect(optionDraft(narrow, { kind: narrow.kind, options: { bootstrap: 0, bfloat16: 1 } })).toMatchObject({ bootstrap: false, bfloat16: true });
  });

  it.each([
    ['epochs', 0, '1 to 10,000.'], ['epochs', 2.5, 'A whole number.'], ['epochs', null, 'A value is needed.'], ['epochs', Number.NaN, 'A number.'],
    ['learningRate', 0, 'More than 0, at most 1.'], ['clipNorm', -1, '0 or more.'],
  ] as const)('optionProblems_%sOf%s_SayWhatIsWrong', (name, value, says) => {
    expect(optionProblems(narrow, { ...optionDraft(narrow), [name]: value })).toEqual({ [name]: says });
  });

  it('optionProblems_OfARequiredOptionAndOfEmptyOnes_AreOfTheRequiredAlone', () => {
    const film = kindOf('film_narrow');
    expect(optionProblems(film, optionDraft(film))).toEqual({ columns: 'A value is needed.' });
    expect(optionProblems(film, { ...optionDraft(film), columns: 'seeing', pixelScaleArcsec: null, frozen: '' })).toEqual({});
  });

  it('mainOptions_ShowWhatPeopleSetFirst', () => {
    expect(mainOptions(narrow).map((o) => o.name)).toEqual(['epochs', 'batchSize', 'augmentation', 'pretrained']);
    expect(mainOptions(kindOf('mlp')).map((o) => o.name)).toEqual(['maximumEpochs', 'batchSize']);
    expect(mainOptions(kindOf('film_narrow'))[0]?.name).toBe('columns');
  });

  it('fieldOf_Pretrained_OffersWhatIsThereAndFreshWeights', () => {
    const option = narrow.options.find((o) => o.name === 'pretrained') as MemberKind['options'][number];
    expect(fieldOf(option, [{ name: 'a.safetensors', bytes: 46_830_000 }]).choices).toEqual([{ value: '', text: 'none: fresh weights' }, { value: 'a.safetensors', text: 'a.safetensors (47 MB)' }]);
    expect(fieldOf(option, []).help).toContain('no files');
  });

  it('fieldOf_Graph_OffersTheJsonFilesAndPretrainedTheOthers', () => {
    const pretrained = narrow.options.find((o) => o.name === 'pretrained') as MemberKind['options'][number];
    const graph = { ...pretrained, name: 'graph', required: true };
    const files = [{ name: 'a.safetensors', bytes: 46_830_000 }, { name: 'mine.json', bytes: 2_000 }];
    expect(fieldOf(graph, files).choices?.map((c) => c.value)).toEqual(['', 'mine.json']);
    expect(fieldOf(pretrained, files).choices?.map((c) => c.value)).toEqual(['', 'a.safetensors']);
    expect(fieldOf(graph, files.slice(0, 1)).help).toContain('no JSON files');
    expect(optionProblems({ ...narrow, options: [graph] }, { graph: '' })).toEqual({ graph: 'A value is needed.' });
  });

  it('optionLabel_OfANameWithoutWordsOfItsOwn_IsReadable', () => {
    expect([optionLabel('weightDecay'), optionLabel('batchSize')]).toEqual(['Weight decay', 'Batch size']);
  });

  it('problemsByOption_FindTheFieldThatTheServerNames', () => {
    expect(problemsByOption(narrow, 'batchSize is a whole number from 1 to 65536, not 0.')).toHaveProperty('batchSize');
    expect(problemsByOption(narrow, "There is no augmentation 'night': none, d4, sky.")).toHaveProperty('augmentation');
    expect(problemsByOption(narrow, "There is no kind 'x'.")).toEqual({});
  });
});

describe('the mix of members', () => {
  it('sameSpec_LooksAtContentNotOrder', () => {
    expect(sameSpec({ kind: 'a', options: { x: 1, y: true } }, { kind: 'a', options: { y: 1, x: 1 } })).toBe(true);
    expect(sameSpec({ kind: 'a', options: null }, { kind: 'a' })).toBe(true);
    expect(sameSpec(resnet, { kind: 'resnet18_narrow' })).toBe(false);
  });

  it('mixWith_AddsInFrontReplacesOrLeavesAsItIs', () => {
    expect(mixWith([mlp], resnet, 'add')).toEqual([resnet, mlp]);
    expect(mixWith([mlp, resnet], resnet, 'add')).toEqual([mlp, resnet]);
    expect(mixWith([mlp, resnet], resnet, 'replace')).toEqual([resnet]);
    expect(othersThan([mlp, resnet, mlp], resnet)).toEqual([mlp]);
    expect(specInWords(resnet)).toBe('resnet18_narrow (epochs 12)');
  });

  it('trainingPatch_NamesOnlyWhatDiffers', () => {
    expect(trainingPatch(policy(), [mlp], ensemble('mlp'))).toBeNull();
    expect(trainingPatch(policy(), [resnet, mlp], ensemble('mlp'))).toEqual({ members: [resnet, mlp] });
    expect(trainingPatch(policy({ fixEnsembles: true }), [mlp], ensemble('mlp'))).toEqual({ fixEnsembles: false });
    expect(trainingPatch(policy({ fixEnsembles: true }), [mlp], [])).toBeNull();
  });
});

describe('whatHappens', () => {
  const say = (p: Policy, of: RoundMember[], spec: MemberSpec, members: MemberSpec[]) => whatHappens(p, of, spec, members).join(' ');

  it('BeforeTheFirstRound_CountsItsMembers', () => {
    expect(say(policy(), [], resnet, [resnet])).toBe('The first round makes 5 members, all of this kind, and trains them on all labels there are now.');
    expect(say(policy({ initialEnsembleSize: 3 }), [], resnet, [resnet, mlp])).toContain('3 members, resnet18_narrow (epochs 12), mlp in turn');
  });

  it('WithRoom_AddsAndLetsTheOthersTrainOn', () => {
    expect(say(policy(), ensemble('mlp', 'mlp'), resnet, [resnet, mlp])).toBe('Adds a member of this kind to the ensemble, and trains on all labels there are now. The other 2 train on.');
  });

  it('WhenTheEnsembleIsFull_NamesWhoLeaves', () => {
    const said = say(policy({ coldStart: true }), ensemble('mlp', 'mlp', 'mlp', 'mlp', 'mlp'), resnet, [resnet, mlp]);
    expect(said).toContain('holds 5 at most: mlp 0 leaves. The other 4 start afresh.');
  });

  it('WhenItReplaces_SaysThatOtherKindsStayAWhile', () => {
    expect(say(policy(), ensemble('mlp', 'mlp'), resnet, [resnet])).toContain('those of other kinds leave as later rounds add members.');
  });

  it('WhenTheMembersAreFixed_SaysThatThisEndsIt', () => {
    expect(say(policy({ fixEnsembles: true }), ensemble('mlp'), mlp, [mlp])).toContain('this ends that');
  });

  it('WhenTheKindIsInTheMixAndTheEnsembleAlready_PromisesNoMoreThanIsSo', () => {
    const both = policy({ members: [mlp, resnet] });
    expect(say(both, ensemble('mlp', 'resnet18_narrow'), resnet, [mlp, resnet])).toContain('of the kind that the ensemble has too few of');
    expect(say(both, ensemble('mlp', 'mlp'), resnet, [mlp, resnet])).toContain('Adds a member of this kind');
  });
});
