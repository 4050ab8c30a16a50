import { loopThroughSlack } from './slack-loop.ts';
import { slackWorld } from './slack-world.ts';

loopThroughSlack('the whole loop through Slack', () => slackWorld());
