import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { agentTargetContract } from '#test/contract/agent-target.ts';
import { startBehaviours } from './agent-behaviours.ts';

agentTargetContract('http', async () => {
  const agent = await startBehaviours();
  const tools = createToolServer();
  const opened: { release(): void }[] = [];
  return {
    tools,
    async target(behaviour) {
      const target = createHttpTarget({ name: behaviour, url: agent.url(behaviour), allowInside: true });
      opened.push(target);
      return target;
    },
    async release() {
      for (const target of opened) target.release();
      await agent.close();
      await tools.release();
    },
  };
});
