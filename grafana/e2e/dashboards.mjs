// The committed dashboards, as Grafana would send their queries.
import {readdirSync, readFileSync} from 'node:fs';

const folder = new URL('../dashboards/', import.meta.url);

/** All dashboards, in order of their files. */
export function dashboards() {
  return readdirSync(folder).filter(f => f.endsWith('.json')).sort().map(f => JSON.parse(readFileSync(new URL(f, folder), 'utf8')));
}

/** Every query of every panel, with an address that stays: uid/panel/query. */
export function queries() {
  return dashboards().flatMap(d => d.panels.filter(p => p.type !== 'row').flatMap(p => p.targets.map(t => ({
    address: `${d.uid}/${p.id}/${t.refId}`,
    title: `${d.title}: ${p.title}`,
    expression: t.expr,
    instant: t.instant === true,
  }))));
}

/** The variables that narrow figures, with what All stands for. */
export function choices() {
  const all = dashboards().flatMap(d => d.templating.list.filter(v => v.type === 'query').map(v => [v.name, v.allValue ?? '.+']));
  return [...new Map(all)].map(([name, all]) => ({name, all}));
}

/** Puts values in place of variables; one that is not chosen is All. */
export function interpolate(expression, chosen = {}) {
  let text = expression;
  for (const {name, all} of choices()) {
    const value = name in chosen ? chosen[name].replace(/[.*+?^${}()|[\]\\]/g, '\\\\$&') : all;
    text = text.replaceAll(`"$${name}"`, `"${value}"`).replaceAll(`== $${name}`, `== ${value}`);
  }
  return text.replaceAll('$__rate_interval', '5m');
}
