// Questions to a Prometheus.

/** Whether the query has a value that can be drawn. */
export async function hasData(base, {expression, instant}) {
  const now = Date.now() / 1000;
  const path = instant ? 'query' : 'query_range';
  const parameters = {query: expression, ...(instant ? {time: now} : {start: now - 3600, end: now, step: 15})};
  const result = await ask(base, path, parameters);
  return result.result.some(series => (series.values ?? [series.value]).some(([, v]) => v !== 'NaN'));
}

const source = {job: 'salesforce_up', instance: 'salesforce_up', board: 'salesforce_leaderboard_info', object: 'salesforce_data_quality_violations', rule: 'salesforce_data_quality_violations'};

/** The values of a label, those with most people or records first. */
export async function values(base, label) {
  const query = `sort_desc(sum by (${label}) (last_over_time(${source[label] ?? 'salesforce_users'}[1h])))`;
  const {result} = await ask(base, 'query', {query});
  return result.map(series => series.metric[label]);
}

async function ask(base, path, parameters) {
  const answer = await fetch(`${base}/api/v1/${path}`, {method: 'POST', body: new URLSearchParams(parameters)});
  const body = await answer.json();
  if (body.status !== 'success') throw new Error(`${body.error}: ${parameters.query}`);
  return body.data;
}
