// What figures say when there is nothing: short, because Grafana shrinks the
// text of a figure until it fits. Longer panels name the permission as well.
export const brief = {
  users: 'No users in this choice',
  logins: 'No login history visible',
  records: 'No records visible in this choice',
  deals: 'No deals visible in this choice',
  leads: 'No leads visible in this choice',
  cases: 'No cases visible here',
  campaigns: 'No campaigns visible',
  licences: 'Licences not visible',
  limits: 'Limits not visible',
  scrape: 'Nothing is scraped',
  score: 'Set cases.satisfaction',
  quality: 'No key fields visible',
  duplicates: 'No duplicates found',
  fields: 'No fields visible',
  web: 'No business unit is measured',
  week: 'Needs a week of history',
} as const;
