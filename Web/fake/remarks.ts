import type * as api from '../src/api/types.js';
import { Refusal } from './rules.js';
import type { FakeSource, World } from './world.js';

export const remarksOn = (world: World, s: FakeSource): api.Remark[] => world.remarks.get(s.id) ?? [];

export const gradeOf = (world: World, s: FakeSource): string | null => remarksOn(world, s).findLast((r) => r.grade !== null)?.grade ?? s.grade;

export function flagsOf(world: World, s: FakeSource): string[] {
  const flags = new Set<string>();
  for (const { flag, unflag } of remarksOn(world, s)) {
    if (flag !== null) flags.add(flag);
    if (unflag !== null) flags.delete(unflag);
  }
  return [...flags];
}

export function addRemark(world: World, s: FakeSource, { operationId, grade = '', flag = '', unflag = '', comment = '' }: api.AddRemark): api.RemarkAnswer {
  if (`${grade}${flag}${unflag}${comment}` === '') throw new Refusal(422, 'invalid', 'Give a grade, a flag, an unflag or a comment.');
  const said = (text: string) => (text === '' ? null : text);
  const remark: api.Remark = { at: new Date().toISOString(), annotator: 'owner', grade: said(grade), flag: said(flag), unflag: said(unflag), comment: said(comment) };
  world.remarks.set(s.id, [...remarksOn(world, s), remark]);
  return { operationId, outcome: 'accepted', grade: gradeOf(world, s), flags: flagsOf(world, s), remarks: remarksOn(world, s) };
}
