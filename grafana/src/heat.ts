import * as common from '@grafana/grafana-foundation-sdk/common';
import type {Panel} from '@grafana/grafana-foundation-sdk/dashboard';
import {HeatmapColorMode, HeatmapColorOptions, HeatmapColorScale, PanelBuilder as Heatmap} from '@grafana/grafana-foundation-sdk/heatmap';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import {About, described} from './panels.js';
import {built, target} from './parts.js';
import {colour} from './style.js';

const shade: HeatmapColorOptions = {
  mode: HeatmapColorMode.Opacity,
  fill: colour.amount,
  scale: HeatmapColorScale.Linear,
  scheme: 'Blues',
  exponent: 0.5,
  steps: 16,
  reverse: false,
};

/** How many series lie in which tenth, over time. */
export function heat(a: About, expression: string, legend: string): Builder<Panel> {
  return drawn(a, expression, legend)
    .maxDataPoints(30) // one a column, so that a box counts teams and not samples
    .calculate(true)
    .calculation(built({
      xBuckets: {mode: common.HeatmapCalculationMode.Count, value: '30'},
      yBuckets: {mode: common.HeatmapCalculationMode.Size, value: '0.1'},
    }))
    .color(built(shade))
    .yAxis(built({unit: a.unit, decimals: 0, min: 0, max: 1, axisPlacement: common.AxisPlacement.Left}));
}

/** A row for each series, darker where it is nearer to its maximum; a panel for each value of a variable. */
export function shades(a: About, expression: string, legend: string, each: {variable: string; perRow: number}): Builder<Panel> {
  return drawn(a, expression, legend)
    .calculate(false)
    .rowsFrame(built({layout: common.HeatmapCellLayout.Auto, value: a.title}))
    .cellValues(built({unit: a.unit, decimals: a.decimals}))
    .color(built({...shade, min: a.min, max: a.max}))
    .yAxis(built({reverse: true, axisPlacement: common.AxisPlacement.Left, axisWidth: 150}))
    .maxDataPoints(30)
    .repeat(each.variable)
    .repeatDirection('h')
    .maxPerRow(each.perRow);
}

function drawn(a: About, expression: string, legend: string): Heatmap {
  return described(new Heatmap(), a)
    .cellGap(2)
    .showLegend()
    .tooltip(built({mode: common.TooltipDisplayMode.Single, yHistogram: false, showColorScale: false}))
    .withTarget(target('A', expression, legend).range());
}
