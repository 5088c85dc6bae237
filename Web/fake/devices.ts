import type * as api from '../src/api/types.js';
import type { Worlds } from './routes.js';

const at = '2026-01-05T10:00:00Z';
const rates = (submissions: number, scored: number, steps: number): api.Rates =>
  ({ submissionsPerSecond: submissions, sourcesScoredPerSecond: scored, trainStepsPerSecond: steps });

/** What three silos would say while the token's demo campaign trains, or rests. */
export function devicesOf(worlds: Worlds): api.Devices {
  const world = worlds.get('demo');
  const round = world?.rounds.find((r) => r.number === world.campaign.activeRound);
  const at3 = round?.members.find((m) => m.state === 'training');
  const gpu = world?.gpu ?? true;
  const silos = [silo('silo-1', 'all', false, [], rates(3.4, 0, 0)), silo('silo-2', 'silo', false, foreign(), rates(0, 5200, 0))];
  if (gpu) silos.push(silo('gpu-1', 'silo', true, at3 && round ? [training(round, at3)] : [], rates(0, 0, at3 ? 812 : 0)));
  return { silos, rates: silos.map((s) => s.rates).reduce((a, b) => rates(a.submissionsPerSecond + b.submissionsPerSecond, a.sourcesScoredPerSecond + b.sourcesScoredPerSecond, a.trainStepsPerSecond + b.trainStepsPerSecond)) };
}

const silo = (name: string, role: string, accelerator: boolean, jobs: api.Job[], its: api.Rates): api.Silo =>
  ({ silo: name, name, role, accelerator, reportedAt: at, devices: [{ device: accelerator ? 'cuda:0' : 'cpu', jobs }], rates: its });

const training = (round: api.Round, member: api.RoundMember): api.Job => ({
  kind: 'train', state: 'running', title: `round ${round.number}, member ${member.serial}`, campaign: 'demo', round: round.number,
  progress: member.epoch / 400, stage: `epoch ${member.epoch}`, enqueuedAt: at, startedAt: at,
});

/** Jobs of a campaign that the token does not open: they have no names. */
const foreign = (): api.Job[] => (['running', 'queued'] as const).map((state) => ({
  kind: 'score', state, title: null, campaign: null, round: null, progress: state === 'running' ? 0.3 : null, stage: null, enqueuedAt: at,
  startedAt: state === 'running' ? at : null,
}));
