import { expect } from 'vitest';
import type { Route } from '#adapters/http/routes/route.ts';
import { ROUTES } from '#adapters/http/routes/routes.ts';
import type { Answer, CallInit, HttpApp } from './http-app.ts';

type Method = 'get' | 'post' | 'delete';
export type Ask = (method: Method, path: string, body?: unknown, more?: CallInit) => Promise<Answer['body']>;

/** Asks the API, holds each answer to what the document says of it (every field, no other), and knows which routes nobody asked. */
export function askApi(use: () => HttpApp): { ask: Ask; notAsked: () => string[] } {
  const seen = new Set<Route>();
  const ask: Ask = async (method, path, body, more = {}) => {
    const answer = await use().call(path, {
      method: method.toUpperCase(),
      ...(body === undefined ? {} : { body }),
      ...more,
    });
    const route = ROUTES.find((one) => one.method === method && matches(one.path, path.split('?')[0] as string));
    if (!route) throw new Error(`${method} ${path} is not in the table.`);
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(route.status ?? 200);
    const parsed = route.output.safeParse(answer.body);
    expect(parsed.error?.issues ?? [], `${method} ${path}`).toEqual([]);
    expect(parsed.data, `${method} ${path}`).toEqual(answer.body);
    seen.add(route);
    return answer.body;
  };
  const notAsked = () => ROUTES.filter((route) => !seen.has(route)).map(({ method, path }) => `${method} ${path}`);
  return { ask, notAsked };
}

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
