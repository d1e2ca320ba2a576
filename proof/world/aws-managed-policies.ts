import { parseArn } from "../../iam/arn.ts";
import { managedPolicyDocument, managedPolicySource } from "../../iam/managed-policies/managed-policies.ts";
import { compilePolicy, type Policy } from "../engine/policy.ts";
import { validateHeldPolicy } from "../engine/validate-policy.ts";

/** One of AWS's managed policies. */
export interface ManagedByAws {
  readonly policy: Policy;
  /** What is taken for granted of it; undefined for one that Palisade attaches itself. */
  readonly assumed: string | undefined;
}

/**
 * What workloads get here, by path and name. It names no resource, and AWS has it in every partition.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
 */
const ATTACHED_HERE: ReadonlySet<string> = new Set(["service-role/AWSLambdaVPCAccessExecutionRole"]);

const compiled = new Map<string, ManagedByAws | undefined>();

/**
 * One of AWS's managed policies, where its document is known here. AWS changes them without asking, so what rests on one says how new its
 * document is. In other partitions than aws AWS writes some of them otherwise, so they are not known there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
 */
export function managedByAws(arn: string): ManagedByAws | undefined {
  if (!compiled.has(arn)) compiled.set(arn, compile(arn));
  return compiled.get(arn);
}

function compile(arn: string): ManagedByAws | undefined {
  const { partition, accountId, resource = "" } = parseArn(arn) ?? {};
  if (accountId !== "aws") return undefined;
  const pathAndName = resource.replace(/^policy\//, "");
  const isAttachedHere = ATTACHED_HERE.has(pathAndName);
  if (partition !== "aws" && !isAttachedHere) return undefined;
  const document = managedPolicyDocument(`arn:aws:iam::aws:policy/${pathAndName}`);
  const { value } = document === undefined ? {} : validateHeldPolicy(document, "identity policy");
  if (value === undefined) return undefined;
  const name = pathAndName.split("/").at(-1) ?? pathAndName;
  const { source, asOf } = managedPolicySource();
  return {
    policy: compilePolicy(value, name),
    assumed: isAttachedHere ? undefined : `AWS's managed policy ${name} is taken as of ${asOf} (from ${source})`,
  };
}
