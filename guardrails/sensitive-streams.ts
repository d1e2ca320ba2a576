import { exceptPrincipals } from "../iam/guard-conditions.ts";
import { nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";
import { partsOf } from "./arn-parts.ts";
import { STREAM_DATA_ACTIONS } from "./table-data.ts";

/** A sensitive table and the roles of its account that may read its stream. */
export interface SensitiveStream {
  readonly table: string;
  readonly tableArn: string;
  /** Exact ARNs of roles. */
  readonly readers: readonly string[];
}

/** Sensitive tables grouped by the readers of their streams; those with the same readers share a statement, or as many as they fill. */
export const alikeStreams = (streams: readonly SensitiveStream[]): SensitiveStream[][] =>
  [...Map.groupBy(streams, ({ readers }) => JSON.stringify([...new Set(readers)].sort())).values()].flatMap((alike) =>
    // Sids name the tables, too.
    partsOf(alike, ({ tableArn, table }) => `${tableArn}/stream/*${table}`),
  );

/** The Sid of the statement about tables with the same readers. */
export const streamsSid = (alike: readonly SensitiveStream[]): string =>
  `DenyStreamsOf${alike.map(({ table }) => pascalCase(table)).join("And")}`;

/**
 * Only declared readers read the streams of sensitive tables.
 *
 * Threat: somebody who may change a table's settings, as break-glass may, switches a stream on. The stream is new and has no policy of its own,
 * and it carries every item that changes.
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
      conditions: exceptPrincipals(readers),
    });
  });
}
