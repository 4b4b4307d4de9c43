import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {PanelBuilder as Table} from '@grafana/grafana-foundation-sdk/table';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import type {Link} from './links.js';
import {About, described} from './panels.js';
import {built, column, nothing} from './parts.js';
import type {Step} from './style.js';

/** A column of figures; rows are joined by the labels that all columns have. */
export interface Column {
  title: string;
  expression: string;
  unit: string;
  decimals?: number;
  steps?: Step[];
  links?: Link[];
  width?: number;
}

/** The columns that come from labels, with their titles, in order. */
export type Labels = {label: string; title: string; width?: number; links?: Link[]}[];

/** A table, sorted by one of its columns. */
export function table(a: About, labels: Labels, columns: Column[], sortBy: string, descending = true): Builder<dashboard.Panel> {
  const panel = described(new Table(), a)
    .showHeader(true)
    .cellHeight(common.TableCellHeight.Sm)
    .align(common.FieldTextAlignment.Auto)
    .sortBy([built({displayName: sortBy, desc: descending})])
    .withTransformation({id: 'merge', options: {}})
    .withTransformation({id: 'organize', options: {excludeByName: hidden(labels), indexByName: order(labels, columns), renameByName: {}}});
  columns.forEach((c, i) => panel.withTarget(column(letter(i), c.expression)));
  labels.forEach(l => panel.overrideByName(l.label, labelLook(l)));
  columns.forEach((c, i) => panel.overrideByRegexp(fieldOf(i), columnLook(c)));
  return panel;
}

const letter = (i: number) => String.fromCharCode(65 + i);

// A table of one query calls its figure Value, one of several Value #A and so on.
const fieldOf = (i: number) => (i === 0 ? '/^Value( #A)?$/' : `/^Value #${letter(i)}$/`);

function hidden(labels: Labels): Record<string, boolean> {
  const shown = labels.map(l => l.label);
  return Object.fromEntries(['Time', '__name__', 'job', 'instance'].filter(n => !shown.includes(n)).map(n => [n, true]));
}

function order(labels: Labels, columns: Column[]): Record<string, number> {
  const names = [...labels.map(l => l.label), ...(columns.length === 1 ? ['Value'] : columns.map((_, i) => `Value #${letter(i)}`))];
  return Object.fromEntries(names.map((name, i) => [name, i]));
}

function labelLook(l: Labels[number]): dashboard.DynamicConfigValue[] {
  const look: dashboard.DynamicConfigValue[] = [{id: 'displayName', value: l.title}];
  if (l.width) look.push({id: 'custom.width', value: l.width});
  if (l.links) look.push({id: 'links', value: l.links});
  return look;
}

// Room for the title and the arrow of the column that sorts.
const headerWidth = (title: string) => 8 * title.length + 50;

function columnLook(c: Column): dashboard.DynamicConfigValue[] {
  const look: dashboard.DynamicConfigValue[] = [
    {id: 'displayName', value: c.title},
    {id: 'unit', value: c.unit},
    {id: 'noValue', value: '–'},
    {id: 'mappings', value: [nothing('–')]},
    {id: 'custom.align', value: 'right'},
  ];
  if (c.decimals !== undefined) look.push({id: 'decimals', value: c.decimals});
  if (c.width) look.push({id: 'custom.width', value: Math.max(c.width, headerWidth(c.title))});
  if (c.links) look.push({id: 'links', value: c.links});
  if (c.steps) {
    look.push({id: 'thresholds', value: {mode: 'absolute', steps: c.steps}});
    look.push({id: 'custom.cellOptions', value: {type: 'color-text'}});
  }
  return look;
}
