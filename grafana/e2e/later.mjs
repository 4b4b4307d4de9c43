// Queries that a minute of the demo org cannot fill, and why. All others have
// to have data at once; these have it where there are weeks (history.mjs).
const week = 'compares with a week before';
const well = 'empty as long as all is well';

export const later = {
  'salesforce-exporter/11/A': well,
  'salesforce-exporter/12/A': well,
  'salesforce-exporter/13/A': well,
  'salesforce-leaderboard/2/A': 'no shipped board ends',
  'salesforce-leaderboard/3/A': 'no shipped board has a target',
  'salesforce-leaderboard/4/A': 'no shipped board has a target',
  'salesforce-licences/6/B': week,
  'salesforce-licences/7/B': week,
  'salesforce-logins/2/A': week,
  'salesforce-logins/8/B': week,
  'salesforce-marketing/6/B': week,
  'salesforce-marketing/18/B': week,
  'salesforce-overview/4/A': week,
  'salesforce-overview/8/B': week,
  'salesforce-overview/9/B': week,
  'salesforce-overview/11/A': week,
  'salesforce-pipeline/3/A': week,
  'salesforce-pipeline/7/B': week,
  'salesforce-pipeline/10/A': week,
  'salesforce-pipeline/15/A': week,
  'salesforce-quality/4/A': week,
  'salesforce-quality/6/A': week,
  'salesforce-quality/17/A': week,
  'salesforce-sales/5/B': week,
  'salesforce-sales/10/B': week,
  'salesforce-service/2/A': week,
  'salesforce-service/5/A': 'needs the field of the satisfaction score to be configured',
  'salesforce-teams/7/B': week,
};
