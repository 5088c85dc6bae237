import { client, isTransient } from '../api/client';
import type { AddRemark, RemarkAnswer } from '../api/types';
import { newOperationId } from './ids';

export type Said = Omit<AddRemark, 'operationId'>;

/** One key each; others may be given through the API. */
export const gradeKeys = ['A', 'B', 'C'];

/** The grade of a key, or null. Keys with Ctrl, Alt or Meta belong to the browser. */
export function gradeOfKey(press: { key: string; ctrlKey: boolean; altKey: boolean; metaKey: boolean }): string | null {
  if (press.ctrlKey || press.altKey || press.metaKey) return null;
  return gradeKeys.find((grade) => grade === press.key.toUpperCase()) ?? null;
}

/** Sends a remark; once more with the same operation id where the answer got lost on the way. */
export async function remarked(campaign: string, source: string, said: Said): Promise<RemarkAnswer> {
  const body = { operationId: newOperationId(), ...said };
  try {
    return await client.remark(campaign, source, body);
  } catch (error) {
    if (!isTransient(error)) throw error;
    return client.remark(campaign, source, body);
  }
}
