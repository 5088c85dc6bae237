import type { Policy } from '../api/types';

/** A field of the policy as a form shows it. `name` is the API's; `retrainWhen.days` lies one level down. */
export interface PolicyField {
  name: string;
  label: string;
  help: string;
  kind: 'whole' | 'fraction' | 'number' | 'text' | 'yes' | 'choice';
  min?: number;
  max?: number;
  unit?: string;
  choices?: { value: string; text: string }[];
  /** May be empty, which is null. */
  optional?: boolean;
}

export interface PolicyGroup {
  title: string;
  fields: PolicyField[];
}

export type PolicyDraft = Record<string, string | number | boolean | null>;

export const policyGroups: PolicyGroup[] = [
  {
    title: 'When a round trains',
    fields: [
      { name: 'numSubmissionTrain', label: 'After this many new labels', help: 'Counted in sources, since the last round.', kind: 'whole', min: 1, max: 1_000_000 },
      { name: 'retrainWhen.days', label: 'Or after this long', help: 'Since the last round, whichever comes first. Empty: never for this reason.', kind: 'number', min: 0.01, unit: 'days', optional: true },
      { name: 'retrainWhen.confirmed', label: 'Or after this many new positives', help: 'More than in the last round. Empty: never for this reason.', kind: 'whole', min: 1, optional: true },
    ],
  },
  {
    title: 'What a page holds',
    fields: [
      { name: 'pageSize', label: 'Tiles on a page', help: 'Ten fit a window at a good size.', kind: 'whole', min: 1, max: 200 },
      { name: 'restOfPage', label: 'Unmarked tiles of a submitted page', help: 'Whatever is chosen stands beside the Submit button.', kind: 'choice', choices: [
        { value: 'explicit', text: 'stay unanswered' }, { value: 'negative', text: 'become negative' }, { value: 'positive', text: 'become positive, as in SL_discovery' }] },
      { name: 'supplementRatio', label: 'Share chosen to teach the members', help: '0 to 1; the rest of a page are the highest scores.', kind: 'fraction' },
      { name: 'supplementMethod', label: 'How those are chosen', help: 'Both ask where a label teaches most.', kind: 'choice', choices: [
        { value: 'uncertainty', text: 'where the members disagree most' }, { value: 'threshold', text: 'nearest to the dividing threshold' }] },
      { name: 'auditRatio', label: 'Share drawn at random', help: '0 to 1; measures what the scores miss.', kind: 'fraction' },
      { name: 'pageOrder', label: 'Order of tiles', help: 'Where place tells the score, people learn to trust it.', kind: 'choice', choices: [
        { value: 'shuffled', text: 'shuffled, so that place tells nothing' }, { value: 'slDiscovery', text: 'best first, as in SL_discovery' }, { value: 'random', text: 'random sources only, as a baseline' }] },
    ],
  },
  {
    title: 'People',
    fields: [
      { name: 'overlap', label: 'People who shall label each source', help: 'More opinions per source, fewer sources per hour.', kind: 'whole', min: 1, max: 20 },
      { name: 'leaseSeconds', label: 'Time for a page', help: 'Afterwards others may be given its sources; late labels still count.', kind: 'whole', min: 1, max: 604_800, unit: 's' },
      { name: 'maxOpenPages', label: 'Open pages per person', help: 'One on show, one fetched ahead, one reopened: 3.', kind: 'whole', min: 1, max: 100 },
    ],
  },
  {
    title: 'Ensemble',
    fields: [
      { name: 'maximumEnsembleSize', label: 'Members at most', help: 'More members: steadier scores, longer training.', kind: 'whole', min: 1, max: 50 },
      { name: 'initialEnsembleSize', label: 'Members of the first round', help: 'No more than there may be at most.', kind: 'whole', min: 1, max: 50 },
      { name: 'fixEnsembles', label: 'Keep the same members', help: 'Off: each round adds one and drops the oldest.', kind: 'yes' },
      { name: 'coldStart', label: 'Start every member afresh in each round', help: 'Off: members go on from the weights they have.', kind: 'yes' },
      { name: 'trainOnUnsure', label: 'Train on unsure labels too', help: 'Off: a label with doubt teaches nothing.', kind: 'yes' },
      { name: 'presumedNegatives', label: 'Unlabelled sources taken for negatives', help: 'By each member, as long as what you look for is rare: at most a tenth of them, and a model is there from the first positive on. 0: none.', kind: 'whole', min: 0, max: 100000 },
      { name: 'hardNegativeShare', label: 'Share of hard negatives', help: '0 to 0.9 of the negatives drawn: marked false positives and what the last round scored highest.', kind: 'fraction', max: 0.9 },
      { name: 'hardNegativeWeight', label: 'Weight of a false positive', help: 'Drawn so much oftener than another negative.', kind: 'number', min: 1, max: 100 },
      { name: 'confirmedWeight', label: 'Weight of a confirmed positive', help: 'Drawn so much oftener than another positive.', kind: 'number', min: 1, max: 100 },
      { name: 'recencyDecay', label: 'Decay of old labels', help: 'A label of a rounds ago weighs exp(-decay · a); 0: all the same.', kind: 'number', min: 0, max: 10 },
      { name: 'softLabels', label: 'Learn how far several people agree', help: 'Off: the class that most voted for.', kind: 'yes' },
      { name: 'trainOnMachineLabels', label: 'Train on labels that a model made', help: 'They measure nothing either way.', kind: 'yes' },
      { name: 'objectRadiusArcsec', label: 'Radius of an object', help: 'Sources so near are one object and stay on one side of every split; 0: places join nothing.', kind: 'number', min: 0, max: 60, unit: 'arcsec' },
      { name: 'accelerator', label: 'Where members train', help: 'A round that requires a GPU silo waits until one is there.', kind: 'choice', choices: [
        { value: 'prefer', text: 'on a GPU silo where there is one' }, { value: 'require', text: 'on GPU silos only' }, { value: 'none', text: 'on processors only' }] },
      { name: 'embedding', label: 'Features', help: 'The catalogue’s set of features; auto: the best that was measured on labels, else learned ones, imported ones, the hand-made.', kind: 'text' },
    ],
  },
  {
    title: 'Dividing threshold',
    fields: [
      { name: 'thresholdRule', label: 'Fitted to', help: 'Scores of labels that a member trained on flatter it.', kind: 'choice', choices: [
        { value: 'heldOut', text: 'held-out scores of labelled sources' }, { value: 'inSample', text: 'in-sample scores, as in SL_discovery' }, { value: 'pool', text: 'scores of the whole pool' }] },
      { name: 'thresholdAt', label: 'Lies', help: 'Between the two components of a fitted mixture, or where labelled scores put it.', kind: 'choice', choices: [
        { value: 'midpoint', text: 'midway between the means of two components' }, { value: 'crossing', text: 'where both components are equally probable' },
        { value: 'falsePositiveRate', text: 'where the aim is the share of negatives over it' }, { value: 'recallAtLeast', text: 'where the aim is the least share of positives over it' },
        { value: 'precisionAtLeast', text: 'where the aim is the least purity over it' }, { value: 'f1', text: 'where F1 is greatest' }, { value: 'youden', text: 'where true minus false positive rate is greatest' }] },
      { name: 'thresholdAim', label: 'Aim', help: 'Above 0, to 1, for the rules that have one. Empty: 0.01 of the negatives, 0.9 of the positives, 0.5 purity.', kind: 'number', min: 0.0001, max: 1, optional: true },
    ],
  },
  {
    title: 'Known lenses and depth',
    fields: [
      { name: 'knownLensGradeCut', label: 'Worst grade that still counts', help: 'Known lenses with a worse one leave pages and training. Empty: all count.', kind: 'text', optional: true },
      { name: 'magnitudeColumn', label: 'Column with magnitudes', help: 'Of the manifest that was ingested. Empty: nothing is cut.', kind: 'text', optional: true },
      { name: 'magnitudeLimit', label: 'Faintest magnitude', help: 'Fainter sources stay off the pages. Empty: as faint as the faintest known lens.', kind: 'number', unit: 'mag', optional: true },
    ],
  },
];

/** Set once, when the campaign is made. */
export const seedField: PolicyField = { name: 'seed', label: 'Seed', help: 'Of everything random in the campaign; it can’t be changed later.', kind: 'whole', min: 0 };

export const policyFields: PolicyField[] = policyGroups.flatMap((group) => group.fields);

export const policyDefaults: PolicyDraft = {
  numSubmissionTrain: 100, 'retrainWhen.days': null, 'retrainWhen.confirmed': null, pageSize: 10, restOfPage: 'explicit', supplementRatio: 0.2,
  supplementMethod: 'uncertainty', auditRatio: 0.1, pageOrder: 'shuffled', overlap: 1, leaseSeconds: 600, maxOpenPages: 3, maximumEnsembleSize: 5,
  initialEnsembleSize: 5, fixEnsembles: false, coldStart: false, trainOnUnsure: false, presumedNegatives: 5000, hardNegativeShare: 0, hardNegativeWeight: 4,
  confirmedWeight: 2, recencyDecay: 0, softLabels: false, trainOnMachineLabels: false, objectRadiusArcsec: 3, accelerator: 'prefer', embedding: 'auto', thresholdRule: 'heldOut', thresholdAt: 'midpoint', thresholdAim: null,
  knownLensGradeCut: null, magnitudeColumn: null, magnitudeLimit: null, seed: 1234,
};

export function draftOf(policy: Policy): PolicyDraft {
  const { retrainWhen, members: _, ...flat } = policy;
  return { ...flat, 'retrainWhen.days': retrainWhen?.days ?? null, 'retrainWhen.confirmed': retrainWhen?.confirmed ?? null };
}

/** What is wrong with the fields, by name; `before` is the policy in force when there is one. */
export function policyProblems(draft: PolicyDraft, before: PolicyDraft | null = null): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of [...policyFields, ...(before ? [] : [seedField])]) {
    const problem = fieldProblem(field, draft[field.name] ?? null);
    if (problem !== null) problems[field.name] = problem;
  }
  if (!problems['initialEnsembleSize'] && Number(draft['initialEnsembleSize']) > Number(draft['maximumEnsembleSize'])) {
    problems['initialEnsembleSize'] = `At most ${draft['maximumEnsembleSize']}, the members at most.`;
  }
  return problems;
}

function fieldProblem(field: PolicyField, value: string | number | boolean | null): string | null {
  if (value === null || value === '') return field.optional ? null : 'A value is needed.';
  if (field.kind === 'fraction') return isBetween(value, 0, field.max ?? 1) ? null : `From 0 to ${field.max ?? 1}.`;
  if (field.kind !== 'whole' && field.kind !== 'number') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'A number.';
  if (field.kind === 'whole' && !Number.isInteger(value)) return 'A whole number.';
  if (!isBetween(value, field.min ?? -Infinity, field.max ?? Infinity)) return rangeInWords(field);
  return null;
}

const isBetween = (value: unknown, low: number, high: number): boolean => typeof value === 'number' && value >= low && value <= high;

const rangeInWords = ({ min, max }: PolicyField): string =>
  max === undefined ? `${min} or more.` : `From ${min} to ${max.toLocaleString('en-GB')}.`;

/** What differs, as the API takes it; null where nothing does. */
export function policyChanges(draft: PolicyDraft, before: PolicyDraft, inForce: Policy | null): Partial<Policy> | null {
  const value = (name: string) => (draft[name] === '' ? null : draft[name]);
  const changed = Object.keys(draft).filter((name) => value(name) !== (before[name] ?? null));
  if (changed.length === 0) return null;
  const patch: Record<string, unknown> = Object.fromEntries(changed.filter((name) => !name.includes('.')).map((name) => [name, value(name)]));
  if (changed.some((name) => name.startsWith('retrainWhen.'))) {
    patch['retrainWhen'] = { labels: inForce?.retrainWhen?.labels ?? null, days: value('retrainWhen.days'), confirmed: value('retrainWhen.confirmed') };
  }
  return patch as Partial<Policy>;
}
