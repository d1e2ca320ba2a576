import { exceptPrincipals } from "../iam/guard-conditions.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";
import { STREAM_DATA_ACTIONS } from "./table-data.ts";

/** A sensitive table and who of its account may read its stream. */
export interface SensitiveStream {
  readonly table: string;
  readonly tableArn: string;
  /** Exact ARNs of roles. */
  readonly readers: readonly string[];
}

/** Sensitive tables by who reads their streams: those of the same readers share a statement. */
export const alikeStreams = (streams: readonly SensitiveStream[]): SensitiveStream[][] => [
  ...Map.groupBy(streams, ({ readers }) => JSON.stringify([...new Set(readers)].sort())).values(),
];

/** The Sid of the statement about tables of the same readers. */
export const streamsSid = (alike: readonly SensitiveStream[]): string =>
  `DenyStreamsOf${alike.map(({ table }) => pascalCase(table)).join("And")}`;

/**
 * The streams of sensitive tables are read by their declared readers alone.
 *
 * Threat: whoever may change a table's settings, break-glass among them, switches a stream on; it is new, has no policy of its own, and
 * carries every item that changes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export function sensitiveStreams(streams: readonly SensitiveStream[]): ServiceControlStatement[] {
  return alikeStreams(streams).map((alike) => {
    const tables = alike.map(({ tableArn }) => `${tableArn}/stream/*`).sort();
    const readers = [...new Set(alike[0]?.readers ?? [])].sort();
    return deny({
      sid: streamsSid(alike),
      actions: STREAM_DATA_ACTIONS,
      resources: nonEmpty(tables, "tables"),
      ...(readers.length === 0 ? {} : { conditions: exceptPrincipals(nonEmpty(readers, "readers")) }),
    });
  });
}
