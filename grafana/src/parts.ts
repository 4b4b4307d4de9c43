import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {DataqueryBuilder, PromQueryFormat, QueryEditorMode} from '@grafana/grafana-foundation-sdk/prometheus';
import type {ReduceDataOptions} from '@grafana/grafana-foundation-sdk/common';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import type {Link} from './links.js';
import {colour, Step} from './style.js';
import {datasource} from './variables.js';

/** A value where the SDK wants a builder of it. */
export function built<T>(value: T): Builder<T> {
  return {build: () => value};
}

/** A query of the chosen Prometheus. */
export function target(refId: string, expression: string, legend: string): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refId)
    .datasource(datasource)
    .editorMode(QueryEditorMode.Code)
    .format(PromQueryFormat.TimeSeries)
    .expr(expression)
    .legendFormat(legend);
}

/** A query whose series become the rows of a table. */
export function column(refId: string, expression: string): DataqueryBuilder {
  return target(refId, expression, '').format(PromQueryFormat.Table).instant();
}

export function thresholds(steps: readonly Step[]): Builder<dashboard.ThresholdsConfig> {
  return built<dashboard.ThresholdsConfig>({mode: dashboard.ThresholdsMode.Absolute, steps: steps.map(s => ({...s}))});
}

/** What is shown where nothing is known: in grey, not in the colour of the lowest threshold. */
export function nothing(text: string): dashboard.ValueMapping {
  return {type: dashboard.MappingType.SpecialValue, options: {match: dashboard.SpecialValueMatch.NullAndNan, result: {text, color: colour.past}}};
}

/** Data links are plain objects in Grafana's model. */
export function linksOf(links: Link[]): Builder<dashboard.DashboardLink>[] {
  return links.map(link => built({title: link.title, url: link.url, targetBlank: false} as dashboard.DashboardLink));
}

export const reduceLast: Builder<ReduceDataOptions> = built({calcs: ['lastNotNull'], fields: '', values: false});
