// Colours have one meaning each: blue is an amount, grey the past, amber asks
// for a look, red for action, green says that a target is met. They are muted
// enough to be read on both of Grafana's themes.
export const colour = {
  amount: '#5b8db8',
  past: '#8e959f',
  good: '#6ba583',
  look: '#d9a441',
  act: '#c9615a',
} as const;

/** First, second and third: so bright that Grafana writes on them in dark letters. */
export const medal = ['#f2c14e', '#c8cdd3', '#e6b08a'] as const;

// Amounts of one kind side by side, from light to dark.
export const tints = ['#b7cfe2', '#86aecf', '#5b8db8', '#3f6d99'] as const;

export interface Step {
  color: string;
  value: number | null;
}

/** More is better: below `look` act, below `good` look. */
export function atLeast(look: number, good: number): Step[] {
  return [
    {color: colour.act, value: null},
    {color: colour.look, value: look},
    {color: colour.good, value: good},
  ];
}

/** Less is better: from `look` on look, from `act` on act. */
export function atMost(look: number, act: number): Step[] {
  return [
    {color: colour.good, value: null},
    {color: colour.look, value: look},
    {color: colour.act, value: act},
  ];
}

/** Progress towards a target: green once it is met. */
export const target: Step[] = [
  {color: colour.amount, value: null},
  {color: colour.good, value: 1},
];

/** An amount that is neither good nor bad. */
export const plain: Step[] = [{color: colour.amount, value: null}];

/** A change: red where it fell by more than `fall`, green where it rose. */
export function change(fall: number): Step[] {
  return [
    {color: colour.act, value: null},
    {color: colour.look, value: -fall},
    {color: colour.amount, value: 0},
  ];
}

// The thresholds that several panels share.
export const steps = {
  reach: atLeast(0.5, 0.75),
  managers: atLeast(0.6, 0.8),
  score: atLeast(0.5, 0.7),
  quality: atLeast(0.6, 0.8),
  overdue: atMost(0.1, 0.25),
  neglected: atMost(0.2, 0.35),
  unused: atMost(0.1, 0.2),
  limit: atMost(0.7, 0.9),
  failures: atMost(0.1, 0.2),
} as const;
