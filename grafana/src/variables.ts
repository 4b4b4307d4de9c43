import {DatasourceVariableBuilder, QueryVariableBuilder, VariableHide, VariableRefresh, VariableSort, VariableModel} from '@grafana/grafana-foundation-sdk/dashboard';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';

export const datasource = {type: 'prometheus', uid: '${datasource}'};

/**
 * The variables of every dashboard. Where figures do not belong to people the
 * last three are hidden but still there, so that links carry them through.
 */
export function variables(byOwner: boolean): Builder<VariableModel>[] {
  const hide = byOwner ? VariableHide.DontHide : VariableHide.HideVariable;
  return [
    new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').description('The Prometheus that scrapes salesforce_exporter.'),
    choice('job', 'Job', 'salesforce_up', '.+', VariableHide.DontHide, 'Scrape job of the exporter.'),
    choice('instance', 'Org', 'salesforce_up{job=~"$job"}', '.+', VariableHide.DontHide, 'One exporter measures one org.'),
    choice('role', 'Role', 'salesforce_users{job=~"$job", instance=~"$instance"}', '.*', hide, 'Role of the person or of the owner.'),
    choice('profile', 'Profile', 'salesforce_users{job=~"$job", instance=~"$instance", role=~"$role"}', '.*', hide, 'Profile of the person or of the owner.'),
    choice('region', 'Region', 'salesforce_users{job=~"$job", instance=~"$instance", role=~"$role"}', '.*', hide, 'Region of the person or of the owner.'),
  ];
}

/** A variable of a single dashboard, of the values that a label has on a metric of the org. */
export function own(label: string, title: string, metric: string, description: string): Builder<VariableModel> {
  return choice(label, title, `${metric}{job=~"$job", instance=~"$instance"}`, '.+', VariableHide.DontHide, description);
}

function choice(name: string, label: string, series: string, all: string, hide: VariableHide, description: string): Builder<VariableModel> {
  const query = `label_values(${series}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(datasource)
    .query({query, refId: `${name}-values`})
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(true)
    .includeAll(true)
    .allValue(all)
    .current({selected: true, text: ['All'], value: ['$__all']})
    .hide(hide);
}
