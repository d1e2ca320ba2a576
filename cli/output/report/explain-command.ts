import type { ContextValues } from "../../../proof/engine/request-context.ts";

/** What `explain` is asked with. */
export interface ExplainedRequest {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly from?: string | null | undefined;
  readonly context: ContextValues;
}

/** The command that explains the decision about a request in full. */
export function explainCommand({ principal, action, resource, from, context }: ExplainedRequest): string {
  const keys = Object.entries(context).map(([key, value]) => quoted(`${key}=${[value].flat().join(",")}`));
  const parts = [
    ...["--principal", principal, "--action", action, "--resource", resource],
    ...(from === undefined || from === null ? [] : ["--from", from]),
    ...(keys.length === 0 ? [] : ["--context", ...keys]),
  ];
  return `npm run explain -- ${parts.join(" ")}`;
}

const quoted = (text: string): string => (/^[\w:/@.=+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
