// Links between the dashboards. All of them keep the variables and the time
// range; a drill replaces one variable by what was clicked.
export const uid = {
  overview: 'salesforce-overview',
  logins: 'salesforce-logins',
  teams: 'salesforce-teams',
  pipeline: 'salesforce-pipeline',
  sales: 'salesforce-sales',
  marketing: 'salesforce-marketing',
  service: 'salesforce-service',
  quality: 'salesforce-quality',
  licences: 'salesforce-licences',
  leaderboard: 'salesforce-leaderboard',
  exporter: 'salesforce-exporter',
} as const;

export const tag = 'salesforce-adoption';

export interface Link {
  title: string;
  url: string;
}

const shared = ['datasource', 'job', 'instance', 'role', 'profile', 'region'] as const;
// Only data quality has these.
const ofRecords = ['object', 'rule'] as const;
type Variable = (typeof shared)[number] | (typeof ofRecords)[number];

/** The dashboard with everything as it is now. */
export function to(dashboard: string, title: string): Link {
  return {title, url: `/d/${dashboard}?\${__all_variables}&\${__url_time_range}`};
}

/** The dashboard, narrowed to the label of the series that was clicked. */
export function drill(dashboard: string, title: string, variable: Variable): Link {
  return narrowed(dashboard, title, variable, `\${__field.labels.${variable}:percentencode}`);
}

/** The dashboard, narrowed to the table row that was clicked. */
export function drillRow(dashboard: string, title: string, variable: Variable): Link {
  return narrowed(dashboard, title, variable, `\${__data.fields.${variable}:percentencode}`);
}

function narrowed(dashboard: string, title: string, variable: Variable, value: string): Link {
  const kept: Variable[] = dashboard === uid.quality ? [...shared, ...ofRecords] : [...shared];
  const query = kept.map(v => (v === variable ? `var-${v}=${value}` : `\${${v}:queryparam}`));
  return {title, url: `/d/${dashboard}?${query.join('&')}&\${__url_time_range}`};
}
