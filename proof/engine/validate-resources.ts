import { type Path, type Problem, problem } from "../json-problem.ts";
import { hasWildcard } from "./pattern.ts";
import { asList, type StatementDocument } from "./policy-document.ts";
import type { PolicyKind } from "./policy-kind.ts";

const ARN_FIELDS = 6;
const PARTITION = /^aws(?:-[a-z]+)*$/;

/**
 * Services of which every resource's ARN says its type first (`table/…`, `secret:…`). The names of S3's buckets, of topics and of queues may
 * be patterns, since no type stands before them.
 */
export const SERVICES_WITH_TYPES: ReadonlySet<string> = new Set([
  "autoscaling",
  "backup",
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "dax",
  "dynamodb",
  "ec2",
  "ec2-instance-connect",
  "ecs",
  "eks",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "organizations",
  "secretsmanager",
  "ssm",
  "sts",
]);

/** The policy that a statement stands in. */
export interface JudgedPolicy {
  readonly kind: PolicyKind;
  /** Whether AWS has it already, so that patterns which AWS advises against are there to be decided. */
  readonly isHeld: boolean;
}

/**
 * What AWS does not take in the Resource or NotResource element of a policy of a kind.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html#arns-paths-wildcards
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html#policies-grammar-notes-strings
 */
export function resourceProblems({ Sid, Resource, NotResource }: StatementDocument, policy: JudgedPolicy, path: Path): Problem[] {
  const { kind } = policy;
  const values = [...asList(Resource), ...asList(NotResource)];
  if (kind === "trust policy") {
    return values.length === 0
      ? []
      : [problem(path, "names a resource, which no trust policy can", values, "remove Resource and NotResource")];
  }
  if (values.length === 0) return [problem(path, `names no resource, which every ${kind} must`, Sid, "add Resource")];
  return values.flatMap((value) => (/^[*?]+$/.test(value) ? [] : (arnProblem(value, policy, path) ?? [])));
}

function arnProblem(value: string, { kind, isHeld }: JudgedPolicy, path: Path): Problem | undefined {
  const [scheme, partition = "", service = "", , , ...rest] = value.split(":");
  const fields = value.split(":").length;
  const [type = ""] = rest.join(":").split(/[/:]/);
  if (scheme !== "arn" || fields < 2) return problem(path, "has a resource that is no ARN", value, 'write an ARN or "*"');
  if (!PARTITION.test(partition) && !(isHeld && hasWildcard(partition)))
    return problem(path, "has a resource of no partition", value, "name the partition, as in arn:aws:…; no wildcard stands for it");
  if (hasWildcard(service) && fields > 3) return problem(path, "names a service by pattern", value, "write an ARN for each service");
  if (kind === "session policy" && fields < ARN_FIELDS)
    return problem(path, "has an ARN that is cut short, which no session policy can", value, "write all of its six fields");
  if (!isHeld && SERVICES_WITH_TYPES.has(service) && hasWildcard(type) && rest.join(":") !== "*")
    return problem(path, "names a type of resource by pattern", value, "name the type, as in table/*");
  return undefined;
}
