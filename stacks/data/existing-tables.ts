import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ResolvedGrant, ResolvedTable } from "../../model/plan/resolve.ts";
import type { AccountContext } from "../wiring/layer.ts";

/** What has to be looked up of a table that exists, since its name does not say it. */
export interface FoundTable {
  /** Undefined where its stream is off, or no grant is on it. */
  readonly streamArn: string | undefined;
  /** Undefined under a key of AWS's, and where the declaration names the key. */
  readonly keyArn: string | undefined;
}

/**
 * Looks up a table that exists. A stream that is off is named in a warning and blocks nothing: grants of it wait.
 * @throws pulumi.RunError where there is no such table
 */
export async function findTable(
  { provider, account }: AccountContext,
  { origin, name, physicalName, region, encryption }: ResolvedTable,
  grants: readonly ResolvedGrant[],
): Promise<FoundTable> {
  const readers = grants.filter(({ can }) => can.includes("stream"));
  if (readers.length === 0 && encryption !== "own-key") return { streamArn: undefined, keyArn: undefined };
  const found = await aws.dynamodb.getTable({ name: physicalName, region }, { provider }).catch((error: unknown) => {
    throw new pulumi.RunError(
      `tables.${name}.existing of ${account.name}: cannot be looked up in ${region}, got ${JSON.stringify(physicalName)}; correct it, or its region, in ${origin.file}\n${error instanceof Error ? error.message : String(error)}`,
    );
  });
  const { streamArn, serverSideEncryption } = found;
  const keyArn = encryption === "own-key" ? serverSideEncryption.kmsKeyArn : "";
  if (streamArn === "" && readers.length > 0) {
    await pulumi.log.warn(
      `table ${name} (${physicalName}) has no stream, so that what these grants say of it waits: ${readers.map(({ id }) => id).join(", ")}`,
    );
  }
  return { streamArn: streamArn === "" ? undefined : streamArn, keyArn: keyArn === "" ? undefined : keyArn };
}

/** Whether a grant is only on a stream that is off. */
export const waitsForStream = ({ can }: Pick<ResolvedGrant, "can">, found: FoundTable | undefined): boolean =>
  found !== undefined && found.streamArn === undefined && can.every((verb) => verb === "stream");
