import { loopThroughSlack } from './slack-loop.ts';
import { slackWorld } from './slack-world.ts';
import { startEmulatedSlack } from './start-emulated-slack.ts';

loopThroughSlack('the whole loop over emulate, an independent Web API', () =>
  slackWorld({ start: startEmulatedSlack }),
);
