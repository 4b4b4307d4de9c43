// The rules, alerts and dashboards of salesforce_exporter, as a monitoring
// mixin. Everything is imported from what is built in prometheus/ and grafana/;
// config.libsonnet has what can be set. See docs/mixin.md.
(import 'config.libsonnet') +
(import 'rules.libsonnet') +
(import 'dashboards.libsonnet')
