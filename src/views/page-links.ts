/** Addresses of our pages, under `baseUrl` (no trailing slash; "" gives paths). */
export const pageLinks = (baseUrl: string) => ({
  call: (callId: string) => `${baseUrl}/calls/${encodeURIComponent(callId)}`,
  scenario: (scenarioId: string) => `${baseUrl}/scenarios/${encodeURIComponent(scenarioId)}`,
  replay: (replayId: string) => `${baseUrl}/replays/${encodeURIComponent(replayId)}`,
  article: (articleId: string) => `${baseUrl}/articles/${encodeURIComponent(articleId)}`,
  gate: (gateId: string) => `${baseUrl}/gates/${encodeURIComponent(gateId)}`,
  report: (week: string) => `${baseUrl}/report/${encodeURIComponent(week)}`,
  fixes: () => `${baseUrl}/fixes`,
  home: () => `${baseUrl}/home`,
  looks: () => `${baseUrl}/looks`,
  suite: () => `${baseUrl}/suite`,
  versions: (agent?: string) =>
    `${baseUrl}/versions${agent === undefined ? '' : `?agent=${encodeURIComponent(agent)}`}`,
  versionDiff: (agent: string, from: string, to: string) =>
    `${baseUrl}/versions/diff?${new URLSearchParams({ agent, from, to })}`,
});
