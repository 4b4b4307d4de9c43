{
  _config+:: {
    // Which series of the exporter rules and dashboards read, such as
    // 'job="salesforce", cluster="crm"'; empty for all.
    selector: '',

    // Where the runbooks are read.
    runbooks: std.stripChars(importstr '../prometheus/runbooks.txt', ' \n'),

    // For how many days figures are kept, so that SalesforceHistoryTooShort knows;
    // null where Prometheus tells it itself.
    retentionDays: null,

    // Thresholds by name, without salesforce:threshold: before it. A number replaces
    // the value of a threshold without labels:
    //   team_people: 8
    // A list replaces all lines of a name; a value is 1 where it is left out:
    //   rule_left_alone: [{ labels: { rule: 'leads_never_touched' } }]
    //   score_weight: [{ labels: { component: 'logins' }, value: 1 }]
    thresholds: {},
  },
}
