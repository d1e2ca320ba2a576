import { readFileSync } from "node:fs";
import { MANAGED_POLICIES_FILE, type ManagedPolicyData, type ManagedPolicySource } from "./managed-policy-data.ts";

interface Read {
  readonly source: ManagedPolicySource;
  readonly lines: ReadonlyMap<string, string>;
}

let read: Read | undefined;

/** Reads the file once. Documents are parsed when they are asked for: there are many, and few are used. */
function readOnce(): Read {
  if (read === undefined) {
    const [first = "", ...rest] = readFileSync(MANAGED_POLICIES_FILE, "utf8").trimEnd().split("\n");
    // Each line begins with {"arn":"…"; the text of an ARN has no character that JSON escapes.
    const lines = rest.map((line) => [line.slice(ARN_AT, line.indexOf('"', ARN_AT)), line] as const);
    read = { source: JSON.parse(first) as ManagedPolicySource, lines: new Map(lines) };
  }
  return read;
}

const ARN_AT = '{"arn":"'.length;

/** Where the policies come from, and how new they are. */
export const managedPolicySource = (): ManagedPolicySource => readOnce().source;

/** The ARNs of all of AWS's managed policies that are known here, sorted. */
export const managedPolicyArns = (): readonly string[] => [...readOnce().lines.keys()];

/**
 * The default version of one of AWS's managed policies, by its ARN in the partition aws; undefined where it is not known.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function managedPolicyDocument(arn: string): unknown {
  const line = readOnce().lines.get(arn);
  return line === undefined ? undefined : (JSON.parse(line) as ManagedPolicyData).document;
}
