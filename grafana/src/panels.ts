import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as common from '@grafana/grafana-foundation-sdk/common';
import {PanelBuilder as BarGauge} from '@grafana/grafana-foundation-sdk/bargauge';
import {PanelBuilder as Stat} from '@grafana/grafana-foundation-sdk/stat';
import {PanelBuilder as StatusHistory} from '@grafana/grafana-foundation-sdk/statushistory';
import {PanelBuilder as TimeSeries} from '@grafana/grafana-foundation-sdk/timeseries';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import {colour, plain, Step} from './style.js';
import {built, linksOf, nothing, reduceLast, target, thresholds} from './parts.js';
import type {Link} from './links.js';
import {weekBefore} from './query.js';

/** What every panel says about itself. */
export interface About {
  /** Never reused and never changed: links and embeds point at it. */
  id: number;
  title: string;
  /** What the panel means, and what to do about it. */
  about: string;
  /** A unit of Grafana's, such as short, percentunit, s. */
  unit: string;
  /** What is missing when there is nothing to show. */
  empty: string;
  decimals?: number;
  min?: number;
  max?: number;
  steps?: readonly Step[];
  links?: Link[];
}

type Panel = Builder<dashboard.Panel>;

interface Common<T> {
  id(v: number): T;
  title(v: string): T;
  description(v: string): T;
  datasource(v: common.DataSourceRef): T;
  unit(v: string): T;
  noValue(v: string): T;
  decimals(v: number): T;
  min(v: number): T;
  max(v: number): T;
  mappings(v: dashboard.ValueMapping[]): T;
  thresholds(v: Builder<dashboard.ThresholdsConfig>): T;
  dataLinks(v: Builder<dashboard.DashboardLink>[]): T;
}

/** Applies what all panels have in common. */
export function described<T extends Common<T>>(panel: T, a: About): T {
  panel.id(a.id).title(a.title).description(a.about).unit(a.unit).noValue(a.empty);
  panel.datasource({type: 'prometheus', uid: '${datasource}'});
  panel.mappings([nothing(a.empty)]);
  panel.thresholds(thresholds(a.steps ?? plain)).dataLinks(linksOf(a.links ?? []));
  if (a.decimals !== undefined) panel.decimals(a.decimals);
  if (a.min !== undefined) panel.min(a.min);
  if (a.max !== undefined) panel.max(a.max);
  return panel;
}

const byThreshold = built<dashboard.FieldColor>({mode: dashboard.FieldColorModeId.Thresholds});

/** One sentence, made of labels by query.sentence. */
export function saying(a: About, expression: string, legend: string, size = 20): Panel {
  return described(new Stat(), a)
    .textMode(common.BigValueTextMode.Name)
    .colorMode(common.BigValueColorMode.None)
    .graphMode(common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .text(built({valueSize: size}))
    .reduceOptions(reduceLast)
    .withTarget(target('A', expression, legend).instant());
}

/** One figure with its course behind it. */
export function figure(a: About, expression: string): Panel {
  return described(new Stat(), a)
    .textMode(common.BigValueTextMode.Value)
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(common.BigValueGraphMode.Area)
    .colorScheme(byThreshold)
    .reduceOptions(reduceLast)
    .withTarget(target('A', expression, a.title).range());
}

/** Horizontal bars, one for each value of a label. */
export function bars(a: About, expression: string, legend: string): Panel {
  return described(new BarGauge(), a)
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .orientation(common.VizOrientation.Horizontal)
    .valueMode(common.BarGaugeValueMode.Text)
    .namePlacement(common.BarGaugeNamePlacement.Left)
    .sizing(common.BarGaugeSizing.Manual)
    .displayName('${__series.name}') // otherwise a single bar has no name
    .minVizHeight(16)
    .maxVizHeight(26)
    .minVizWidth(8)
    .text(built({titleSize: 11, valueSize: 14}))
    .showUnfilled(false)
    .colorScheme(byThreshold)
    .reduceOptions(reduceLast)
    .withTarget(target('A', expression, legend).instant());
}

/** A named expression of a time series panel. */
export interface Curve {
  legend: string;
  expression: string;
  colour?: string;
  dashed?: boolean;
}

/** A curve and, grey and dashed, where it was a week before. */
export function withWeekBefore(legend: string, expression: string): Curve[] {
  return [
    {legend, expression, colour: colour.amount},
    {legend: 'a week before', expression: weekBefore(expression), colour: colour.past, dashed: true},
  ];
}

/** Curves over time, drawn in steps: no value is invented between two. */
export function course(a: About, curves: Curve[], stacked = false): Panel {
  const panel = described(new TimeSeries(), a)
    .drawStyle(common.GraphDrawStyle.Line)
    .lineInterpolation(common.LineInterpolation.StepAfter)
    .lineWidth(2)
    .fillOpacity(stacked ? 40 : curves.some(c => c.colour) ? 8 : 0)
    .showPoints(common.VisibilityMode.Never)
    .spanNulls(false)
    .stacking(built({mode: stacked ? common.StackingMode.Normal : common.StackingMode.None, group: 'A'}))
    .axisBorderShow(false)
    .legend(built({displayMode: common.LegendDisplayMode.List, placement: common.LegendPlacement.Bottom, showLegend: true, calcs: []}))
    .tooltip(built({mode: common.TooltipDisplayMode.Multi, sort: common.SortOrder.Descending}))
    .colorScheme(built<dashboard.FieldColor>({mode: dashboard.FieldColorModeId.PaletteClassic}));
  curves.forEach((curve, i) => {
    const refId = String.fromCharCode(65 + i);
    panel.withTarget(target(refId, curve.expression, curve.legend).range());
    const properties = lookOf(curve);
    if (properties.length > 0) panel.overrideByQuery(refId, properties);
  });
  return panel;
}

function lookOf(curve: Curve): dashboard.DynamicConfigValue[] {
  const properties: dashboard.DynamicConfigValue[] = [];
  if (curve.colour) properties.push({id: 'color', value: {mode: 'fixed', fixedColor: curve.colour}});
  if (curve.dashed) {
    properties.push({id: 'custom.lineStyle', value: {fill: 'dash', dash: [6, 6]}});
    properties.push({id: 'custom.lineWidth', value: 1});
    properties.push({id: 'custom.fillOpacity', value: 0});
  }
  return properties;
}

/** A row for each value of a label, a coloured cell for each stretch of time. */
export function history(a: About, expression: string, legend: string): Panel {
  return described(new StatusHistory(), a)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.85)
    .colWidth(0.95)
    .fillOpacity(75)
    .lineWidth(0)
    .maxDataPoints(60)
    .perPage(50)
    .colorScheme(byThreshold)
    .legend(built({displayMode: common.LegendDisplayMode.Hidden, placement: common.LegendPlacement.Bottom, showLegend: false, calcs: []}))
    .tooltip(built({mode: common.TooltipDisplayMode.Single, sort: common.SortOrder.None}))
    .withTarget(target('A', expression, legend).range());
}
