import * as common from '@grafana/grafana-foundation-sdk/common';
import type {Panel} from '@grafana/grafana-foundation-sdk/dashboard';
import {HeatmapColorMode, HeatmapColorScale, PanelBuilder as Heatmap} from '@grafana/grafana-foundation-sdk/heatmap';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import {About, described} from './panels.js';
import {built, target} from './parts.js';
import {colour} from './style.js';

/** How many series lie in which tenth, over time. */
export function heat(a: About, expression: string, legend: string): Builder<Panel> {
  return described(new Heatmap(), a)
    .calculate(true)
    .calculation(built({
      xBuckets: {mode: common.HeatmapCalculationMode.Count, value: '30'},
      yBuckets: {mode: common.HeatmapCalculationMode.Size, value: '0.1'},
    }))
    .color(built({
      mode: HeatmapColorMode.Opacity,
      fill: colour.amount,
      scale: HeatmapColorScale.Linear,
      scheme: 'Blues',
      exponent: 0.5,
      steps: 16,
      reverse: false,
    }))
    .yAxis(built({unit: a.unit, decimals: 0, min: 0, max: 1, axisPlacement: common.AxisPlacement.Left}))
    .cellGap(2)
    .showLegend()
    .tooltip(built({mode: common.TooltipDisplayMode.Single, yHistogram: false, showColorScale: false}))
    .withTarget(target('A', expression, legend).range());
}
