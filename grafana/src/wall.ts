import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {PanelBuilder as BarGauge} from '@grafana/grafana-foundation-sdk/bargauge';
import {PanelBuilder as Stat} from '@grafana/grafana-foundation-sdk/stat';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import {About, described} from './panels.js';
import {built, nothing, reduceLast, target} from './parts.js';
import {whole} from './query.js';
import {medal} from './style.js';
import {datasource} from './variables.js';

// Panels that are read from three metres, and their expressions. Texts of
// tables do not grow with their panel, so figures and bars say everything.

type Panel = Builder<dashboard.Panel>;

/** Ranks stand in four columns, of so many at most; beyond, there are more columns. */
export const columns = 4;
export const mostInColumn = 13;

/** A metric of the chosen board. */
export function board(name: string): string {
  return whole(`leaderboard_${name}`, 'board=~"$board"');
}

const person = 'job, instance, board, person';

// In which column a person stands: as many in each. Who is last on the board,
// some ranks behind the best, is in the last one, too.
const people = `count(${board('rank')})`;
const inColumn = `scalar(clamp(ceil(${people} / ${columns}), 3, ${mostInColumn}))`;
const column = `clamp_max(floor((${board('rank')} - 1) / ${inColumn}), scalar(ceil(${people} / ${inColumn})) - 1)`;

/** Each person once, whatever else the series says of them. */
export const perPerson = (expression: string) => `max by (${person}) (${expression})`;

/** A team of the board, where no person is shown. */
const teamsAlone = `${board('team_score')} unless on (job, instance, board) ${board('score')}`;

/** Where there are any targets; without, progress is the share of the leader's score. */
const targets = `(${board('target')} or ${board('person_target')})`;
export const towardsTarget = `(${perPerson(board('progress_ratio'))} and on (job, instance, board) ${targets})`;

const asLabel = (label: string, expression: string) => `count_values by (${person}) ("${label}", ${expression})`;

const rewritten = (label: string, expression: string, from: string, into: string) =>
  `label_replace(${expression}, "${label}", "${into}", "${label}", "${from}")`;

// Of who had no rank in the period before, nothing is said.
const moved = [
  rewritten('moved', rewritten('moved', rewritten('moved', asLabel('moved', board('rank_change')), '0', ''), '-(.*)', '\u25bc$1'), '([0-9].*)', '\u25b2$1'),
  `${perPerson(board('rank'))} * 0 + 1`,
].join(` or on (${person}) `);

/** Scores of the people whose rank fulfils a condition, with place and movement as labels. */
function ranked(condition: string): string {
  return [
    `(${perPerson(board('score'))} and on (${person}) ${board('rank')} ${condition})`,
    `* on (${person}) group_left (place) ${asLabel('place', board('rank'))}`,
    `* on (${person}) group_left (moved) (${moved})`,
  ].join(' ');
}

const legend = '{{place}}  {{person}}{{team}} {{moved}}';

/** The first three in gold, silver and bronze; who ties shares a colour. Teams where no people are shown. */
export function podium(a: About): Panel {
  const panel = described(new Stat(), a)
    .textMode(common.BigValueTextMode.ValueAndName)
    .colorMode(common.BigValueColorMode.BackgroundSolid)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .orientation(common.VizOrientation.Vertical)
    .text(built({titleSize: 30, valueSize: 50}))
    .reduceOptions(reduceLast);
  medal.forEach((colour, i) => {
    const place = i + 1;
    const better = i > 0 ? ` unless topk by (job, instance, board) (${i}, ${teamsAlone})` : '';
    const team = `(topk by (job, instance, board) (${place}, ${teamsAlone})${better})`;
    const people = `${ranked(`== ${place}`)} > 0`;
    const refId = String.fromCharCode(65 + i);
    panel.withTarget(target(refId, `${people} or ${asPlace(team, place)}`, legend).instant());
    panel.overrideByQuery(refId, [{id: 'color', value: {mode: 'fixed', fixedColor: colour}}]);
  });
  return panel;
}

function asPlace(teams: string, place: number): string {
  return `label_replace(${teams}, "place", "${place}", "", "")`;
}

/** Everybody on the board, in columns. */
export function ranks(a: About): Panel {
  const people = ranked(`>= 1 and on (${person}) ${column} == $column`);
  const teams = `topk by (job, instance, board) (${mostInColumn}, ${teamsAlone})`;
  return described(new Stat(), a)
    .textMode(common.BigValueTextMode.ValueAndName)
    .colorMode(common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .orientation(common.VizOrientation.Horizontal)
    .text(built({titleSize: 24, valueSize: 26}))
    .reduceOptions(reduceLast)
    .withTarget(target('A', `sort_desc(${people} or ${teams})`, legend).instant())
    .repeat('column')
    .repeatDirection('h')
    .maxPerRow(columns);
}

// Names beside bars get the width of the one with most letters, which need not
// be the widest; blanks at the end count and are not drawn.
export const room = ' '.repeat(6);

/** Bars with large names, also of a single one. */
export function wallBars(a: About, expression: string, legend: string): BarGauge {
  return described(new BarGauge(), a)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .orientation(common.VizOrientation.Horizontal)
    .valueMode(common.BarGaugeValueMode.Text)
    .namePlacement(common.BarGaugeNamePlacement.Left)
    .sizing(common.BarGaugeSizing.Manual)
    .minVizHeight(18)
    .maxVizHeight(48)
    .text(built({valueSize: 28}))
    .displayName('${__series.name}')
    .showUnfilled(false)
    .colorScheme(built<dashboard.FieldColor>({mode: dashboard.FieldColorModeId.Thresholds}))
    .reduceOptions(reduceLast)
    .withTarget(target('A', expression, legend).instant());
}

/** How long there is until a moment: days, in the end hours, and then that it is over. */
export function timeLeft(a: About, end: string): Panel {
  const left = `(${end} - time())`;
  return wallFigure(a, `floor(${left} / 86400) >= 2 or on () label_replace(clamp_min(ceil(${left} / 3600), 0), "of", "hours", "", "")`, '{{of}}')
    .overrideByName('hours', [{id: 'unit', value: 'suffix: hours'}])
    .mappings([nothing(a.empty), {type: dashboard.MappingType.ValueToText, options: {'0': {text: 'It is over', index: 0}}}]);
}

/** A figure without a course. */
export function wallFigure(a: About, expression: string, legend = a.title): Stat {
  return described(new Stat(), a)
    .textMode(common.BigValueTextMode.Value)
    .colorMode(common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Center)
    .reduceOptions(reduceLast)
    .withTarget(target('A', expression, legend).instant());
}

/** One board to choose, and the columns that its ranks fill. */
export function boardVariables(): Builder<dashboard.VariableModel>[] {
  const series = 'job=~"$job", instance=~"$instance"';
  return [
    asking('board', 'Board', `label_values(salesforce_leaderboard_info{${series}}, board)`)
      .description('One of the boards of the exporter\u2019s configuration.')
      .sort(dashboard.VariableSort.AlphabeticalCaseInsensitiveAsc),
    // Column 0 is always there, because without people it shows teams.
    asking('column', 'Column', `query_result(count_values("column", ${column} or vector(0)))`)
      .description('The panel Ranks is repeated for each.')
      .regex('/column="(\\d+)"/')
      .sort(dashboard.VariableSort.NumericalAsc)
      .multi(true)
      .includeAll(true)
      .allValue('0')
      .current({selected: true, text: ['All'], value: ['$__all']})
      .hide(dashboard.VariableHide.HideVariable),
  ];
}

function asking(name: string, label: string, query: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({query, refId: `${name}-values`})
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged);
}
