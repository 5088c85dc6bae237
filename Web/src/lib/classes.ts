/** How a class looks. Its key is always printed beside the colour, which therefore never carries meaning alone. */
export interface ClassLook {
  name: string;
  key: number;
  colour: string;
  positive: boolean;
}

/** Dark enough on light panels, light enough on dark ones; never green, which is the positive class's. */
const others = [
  'light-dark(#5d6873, #9aa3ad)', 'light-dark(#7a6500, #e6d36f)', 'light-dark(#0b6f7c, #6fd6e0)', 'light-dark(#9c3f84, #e59ad1)',
  'light-dark(#6f5a3f, #c7b299)', 'light-dark(#4a6b00, #d3e36a)', 'light-dark(#a4501a, #f0a878)', 'light-dark(#4646a8, #cfcfff)',
];

export function looksOf(classes: readonly string[], positive: string): ClassLook[] {
  let next = 0;
  return classes.map((name, i) => ({
    name,
    key: i + 1,
    positive: name === positive,
    colour: name === positive ? 'var(--positive)' : (others[next++ % others.length] ?? 'var(--negative)'),
  }));
}
