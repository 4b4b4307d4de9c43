// The dashboards, with the selector in their queries.
local select = import 'select.libsonnet';

local built = {
  'salesforce-exporter.json': import '../grafana/dashboards/exporter.json',
  'salesforce-habits.json': import '../grafana/dashboards/habits.json',
  'salesforce-leaderboard.json': import '../grafana/dashboards/leaderboard.json',
  'salesforce-licences.json': import '../grafana/dashboards/licences.json',
  'salesforce-logins.json': import '../grafana/dashboards/logins.json',
  'salesforce-marketing.json': import '../grafana/dashboards/marketing.json',
  'salesforce-overview.json': import '../grafana/dashboards/overview.json',
  'salesforce-pipeline.json': import '../grafana/dashboards/pipeline.json',
  'salesforce-quality.json': import '../grafana/dashboards/quality.json',
  'salesforce-sales.json': import '../grafana/dashboards/sales.json',
  'salesforce-service.json': import '../grafana/dashboards/service.json',
  'salesforce-teams.json': import '../grafana/dashboards/teams.json',
};

// Queries stand in fields of these names, at any depth.
local queries = ['expr', 'query', 'definition'];

local configured(value, selector) =
  if selector == '' then value
  else if std.isArray(value) then [configured(v, selector) for v in value]
  else if std.isObject(value) then {
    [name]: if std.member(queries, name) && std.isString(value[name])
            then select.expr(value[name], selector)
            else configured(value[name], selector)
    for name in std.objectFields(value)
  }
  else value;

{
  local mixin = self,

  grafanaDashboards+:: {
    [name]: configured(built[name], mixin._config.selector)
    for name in std.objectFields(built)
  },
}
