import { describe, expect, it } from 'vitest';
import { Contract } from '../page/contract';

const contract = new Contract();
const row = { sourceId: 's', name: 's', imageUrl: '/s', score: null, uncertainty: 0.1, label: null, unsure: false, known: false, grade: null, flags: [] };

describe('Contract', () => {
  it('finds nothing where the value is as the type says', () => {
    expect(contract.differences('SourceRow', row)).toEqual([]);
    expect(contract.differences('Listing of SourceRow', { items: [row], next: null })).toEqual([]);
  });

  it('takes a property that may be null as left out', () => {
    const { grade: _, ...without } = row;
    expect(contract.differences('SourceRow', without)).toEqual([]);
  });

  it('names what is missing, of another type, unknown or no word of an enum', () => {
    const { name: _, ...nameless } = row;
    expect(contract.differences('SourceRow', nameless)).toEqual(['SourceRow.name: undefined is no string']);
    expect(contract.differences('SourceRow', { ...row, score: '0.5' })).toEqual(['SourceRow.score: "0.5" is no number | null']);
    expect(contract.differences('SourceRow', { ...row, rank: 3 })).toEqual(['SourceRow.rank: not in types.ts']);
    expect(contract.differences('Me', { annotator: 'ana', role: 'king', campaigns: [] })).toEqual(['Me.role: "king" is no Role']);
    expect(contract.differences('RoundPlots', { ...row }).length).toBeGreaterThan(5);
  });

  it('looks into listings, arrays, maps and what may be null', () => {
    expect(contract.differences('Listing of SourceRow', { items: [{ ...row, known: 1 }], next: null })).toEqual(['SourceRow[0].known: 1 is no boolean']);
    expect(contract.differences('UndoAnswer', { operationId: 'a', undone: 'b', page: { pageId: 'p', expiresAt: 't', round: '1', tiles: [] } }))
      .toEqual(['UndoAnswer.page.round: "1" is no number']);
  });
});
