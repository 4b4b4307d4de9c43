import {exporter} from './exporter.js';
import {leaderboard} from './leaderboard.js';
import {licences} from './licences.js';
import {logins} from './logins.js';
import {marketing} from './marketing.js';
import {overview} from './overview.js';
import {pipeline} from './pipeline.js';
import {quality} from './quality.js';
import {sales} from './sales.js';
import {service} from './service.js';
import {teams} from './teams.js';

export const pages = [overview, logins, teams, pipeline, sales, marketing, service, quality, licences, leaderboard, exporter];
