// The rule files, with the configuration.
local select = import 'select.libsonnet';

local files = {
  thresholds: std.parseYaml(importstr '../prometheus/thresholds.yml'),
  calendar: std.parseYaml(importstr '../prometheus/calendar.yml'),
  recording: std.parseYaml(importstr '../prometheus/recording.yml'),
  alerts: std.parseYaml(importstr '../prometheus/alerts.yml'),
  leaderboards: std.parseYaml(importstr '../prometheus/leaderboards.yml'),
};
local runbooks = std.stripChars(importstr '../prometheus/runbooks.txt', ' \n');
local threshold = 'salesforce:threshold:';

// isAlerts says whether a group has alerts; no group has both kinds of rules.
local isAlerts(group) = std.objectHas(group.rules[0], 'alert');

local configured(rule, config) =
  rule
  + { expr: select.expr(rule.expr, config.selector) }
  + (if std.objectHas(rule, 'annotations') then {
       annotations: {
         [name]: std.strReplace(select.template(rule.annotations[name], config.selector), runbooks, config.runbooks)
         for name in std.objectFields(rule.annotations)
       },
     } else {});

local groups(files, config) = [
  group { rules: [configured(rule, config) for rule in group.rules] }
  for file in files
  for group in file.groups
];

// The lines of a threshold that the configuration sets.
local set(name, value, lines) =
  if std.isArray(value) then [
    { record: threshold + name, expr: 'vector(%.15g)' % std.get(line, 'value', 1) }
    + (if std.objectHas(line, 'labels') then { labels: line.labels } else {})
    for line in value
  ]
  else if std.length(lines) == 1 && !std.objectHas(lines[0], 'labels') then
    [{ record: threshold + name, expr: 'vector(%.15g)' % value }]
  else error 'the threshold %s has labels: give a list of labels and values' % name;

local thresholds(config) =
  local rules = files.thresholds.groups[0].rules;
  local names = std.set([std.strReplace(rule.record, threshold, '') for rule in rules]);
  local wanted = config.thresholds
                 + (if config.retentionDays == null then {} else { retention_days: config.retentionDays });
  local unknown = std.setDiff(std.objectFields(wanted), names);
  assert std.length(unknown) == 0 : 'there is no threshold ' + std.join(', ', unknown);
  {
    groups: [files.thresholds.groups[0] {
      rules: [rule for rule in rules if !std.objectHas(wanted, std.strReplace(rule.record, threshold, ''))]
             + std.flattenArrays([
               set(name, wanted[name], [rule for rule in rules if rule.record == threshold + name])
               for name in std.objectFields(wanted)
             ]),
    }],
  };

{
  local mixin = self,

  prometheusRules+:: {
    groups+: [
      group
      for group in groups(
        [thresholds(mixin._config), files.calendar, files.recording, files.leaderboards], mixin._config
      )
      if !isAlerts(group)
    ],
  },

  prometheusAlerts+:: {
    groups+: [
      group
      for group in groups([files.alerts, files.leaderboards], mixin._config)
      if isAlerts(group)
    ],
  },
}
