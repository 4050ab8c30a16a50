import { DeploymentJson } from '#adapters/http/schemas/report-schemas.ts';
import {
  AnnouncedJson,
  ComparedVersionsJson,
  DeploymentListJson,
  IgnoredJson,
  VersionListJson,
  VersionPageJson,
} from '#adapters/http/schemas/version-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Versions and deployments';

export const VERSION_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/deployments',
    verb: 'registerDeployment',
    tag,
    summary:
      'Say that a version went live, for which share of the traffic, or with endedAt that it takes no more. The same one again is the same deployment.',
    output: DeploymentJson,
    status: 201,
    maxBytes: 2_000_000,
  },
  {
    method: 'get',
    path: '/v1/deployments',
    verb: 'listDeployments',
    tag,
    summary: 'Go-lives with their shares and ends, newest first.',
    output: DeploymentListJson,
  },
  {
    method: 'post',
    path: '/v1/versions',
    verb: 'announceVersion',
    tag,
    summary: 'Say what a version is made of. A version never changes: another configuration of it is refused.',
    output: AnnouncedJson,
    status: 201,
    maxBytes: 2_000_000,
  },
  {
    method: 'get',
    path: '/v1/versions',
    verb: 'listVersions',
    tag,
    summary: 'The versions of agents, announced or not, with their go-lives and what changed in each.',
    output: VersionListJson,
  },
  {
    method: 'get',
    path: '/v1/versions/diff',
    verb: 'compareVersions',
    tag,
    summary: 'What changed between two versions of an agent; without `from`, since the one that was live before.',
    output: ComparedVersionsJson,
  },
  {
    method: 'get',
    path: '/v1/versions/{versionId}',
    verb: 'getVersion',
    tag,
    summary: 'One version with every configuration that came under its name.',
    output: VersionPageJson,
  },
  {
    method: 'post',
    path: '/v1/versions/{versionId}/ignore',
    verb: 'ignoreVersion',
    tag,
    summary: 'Stop asking about a version that nobody announced.',
    output: IgnoredJson,
  },
];
