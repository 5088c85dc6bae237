/** Machines and what they are doing. */

/** GET /devices: owners and annotators. */
export interface Devices {
  silos: Silo[];
  /** Sums over the silos. */
  rates: Rates;
}

export interface Silo {
  /** As rounds name it. */
  silo: string;
  name: string;
  /** all: API and grains in one process; silo: grains. */
  role: string;
  /** Takes members that require an accelerator. */
  accelerator: boolean;
  reportedAt: string;
  devices: Device[];
  rates: Rates;
}

export interface Device {
  /** cpu, cuda:0 */
  device: string;
  /** The one that runs, if any, then those that wait, in order. */
  jobs: Job[];
}

/** Title, campaign and round are left out where the token does not open the campaign. */
export interface Job {
  kind: 'train' | 'score';
  state: 'queued' | 'running';
  title: string | null;
  campaign: string | null;
  round: number | null;
  /** 0..1 */
  progress: number | null;
  stage: string | null;
  enqueuedAt: string;
  startedAt: string | null;
}

/** Over the last ten seconds. */
export interface Rates {
  submissionsPerSecond: number;
  sourcesScoredPerSecond: number;
  trainStepsPerSecond: number;
}
