import {DashboardBuilder, DashboardCursorSync, DashboardLinkType, Panel, RowPanel, VariableModel} from '@grafana/grafana-foundation-sdk/dashboard';
import type {Builder} from '@grafana/grafana-foundation-sdk/cog';
import {built} from './parts.js';
import {tag} from './links.js';
import {variables} from './variables.js';

/** Panels side by side: a height, and a width for each; widths add up to 24. */
export interface Band {
  height: number;
  panels: [width: number, panel: Builder<Panel>][];
}

/** A heading with the bands below it. */
export interface Section {
  id: number;
  title: string;
  bands: Band[];
}

export interface Page {
  uid: string;
  title: string;
  about: string;
  /** Whether role, profile and region are shown to choose from. */
  byOwner: boolean;
  /** Variables of this page alone; links to other pages drop them. */
  own?: Builder<VariableModel>[];
  /** How often the page asks anew; five minutes unless it says so. */
  refresh?: string;
  /** Bands above the first heading. */
  top: Band[];
  sections: Section[];
}

const columns = 24;

/** Lays the page out on Grafana's grid. */
export function page(p: Page): DashboardBuilder {
  const board = new DashboardBuilder(p.title)
    .uid(p.uid)
    .id(null)
    .description(p.about)
    .tags(['salesforce', tag])
    .timezone('browser')
    .weekStart('monday')
    .refresh(p.refresh ?? '5m')
    .time({from: 'now-30d', to: 'now'})
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([...variables(p.byOwner), ...(p.own ?? [])])
    .links([
      built({
        title: 'Salesforce dashboards',
        type: DashboardLinkType.Dashboards,
        icon: 'external link',
        tooltip: 'The other dashboards, with the same choice and time range',
        url: '',
        tags: [tag],
        asDropdown: true,
        targetBlank: false,
        includeVars: true,
        keepTime: true,
      }),
    ]);
  let y = place(board, p.top, 0);
  for (const section of p.sections) {
    board.withRow(heading(section, y));
    y = place(board, section.bands, y + 1);
  }
  return board;
}

function heading(section: Section, y: number): Builder<RowPanel> {
  return built<RowPanel>({
    type: 'row',
    id: section.id,
    title: section.title,
    collapsed: false,
    gridPos: {x: 0, y, w: columns, h: 1},
    panels: [],
  });
}

function place(board: DashboardBuilder, bands: Band[], y: number): number {
  for (const band of bands) {
    let x = 0;
    for (const [width, panel] of band.panels) {
      const model = panel.build();
      model.gridPos = {x, y, w: width, h: band.height};
      board.withPanel(built(model));
      x += width;
    }
    if (x !== columns) throw new Error(`a band at y=${y} is ${x} columns wide, not ${columns}`);
    y += band.height;
  }
  return y;
}
