import { parseArn } from "./arn.ts";
import { conditionsIn } from "./condition.ts";
import type { NonEmpty } from "./non-empty.ts";
import type { Principals, Statement } from "./statement.ts";

/** The kinds of policy document that AWS knows and Palisade writes. */
export type PolicyKind =
  | "identity policy"
  | "managed policy"
  | "session policy"
  | "trust policy"
  | "table policy"
  | "stream policy"
  | "key policy"
  | "secret policy"
  | "endpoint policy"
  | "service control policy"
  | "resource control policy";

/** A policy document as data; its kind decides its grammar and its quota. Only the constructors of the kinds make one. */
export interface PolicyDocument<K extends PolicyKind = PolicyKind> {
  readonly kind: K;
  readonly statements: NonEmpty<Statement>;
}

/** What a kind of document refuses beyond what its types say, as messages without the place. */
export type StatementRule = (statement: Statement) => readonly string[];

/**
 * Makes a document after the checks that types cannot make. Throws one error that lists every problem, one a line: Sids that are no
 * PascalCase or stand twice, actions that are none, principals that are none or patterns, conditions without values, and the kind's own.
 */
export function policyDocument<K extends PolicyKind>(
  kind: K,
  statements: NonEmpty<Statement>,
  rules: readonly StatementRule[] = [],
): PolicyDocument<K> {
  const problems = [
    ...repeatedSids(statements).map((sid) => `${kind}: two statements have one Sid, got ${JSON.stringify(sid)}; give each its own`),
    ...statements.flatMap((statement) =>
      [sidProblems, actionProblems, principalProblems, conditionProblems, ...rules]
        .flatMap((rule) => rule(statement))
        .map((problem) => `${kind}, ${statement.sid}: ${problem}`),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return Object.freeze({ kind, statements });
}

/** AWS refuses public policies on these resources: what is allowed to anyone must have a condition. */
export function refusePublicAllow({ effect, principals, conditions = {} }: Statement): readonly string[] {
  if (effect !== "Allow" || principals !== "anyone" || conditionsIn(conditions).length > 0) return [];
  return ['anyone in the world is allowed, got "anyone"; name the principals, or bind it with insideOrganization'];
}

function repeatedSids(statements: readonly Statement[]): readonly string[] {
  const sids = statements.map((statement) => statement.sid);
  return [...new Set(sids.filter((sid, index) => sids.indexOf(sid) !== index))];
}

function sidProblems({ sid }: Statement): readonly string[] {
  if (/^[A-Z][A-Za-z0-9]*$/.test(sid)) return [];
  return [`the Sid is not in PascalCase, got ${JSON.stringify(sid)}; write it as a sentence such as "ReadOrders", letters and digits only`];
}

function actionProblems({ actions, notActions }: Statement): readonly string[] {
  return [...(actions ?? []), ...(notActions ?? [])]
    .filter((action) => action !== "*" && !/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action))
    .map((action) => `not an action, got ${JSON.stringify(action)}; write it as "dynamodb:GetItem", the service's prefix in full`);
}

function principalProblems({ principals }: Statement): readonly string[] {
  if (principals === undefined || principals === "anyone") return [];
  const { aws = [], services = [], federated = [] } = principals;
  return [
    ...(aws.length + services.length + federated.length === 0
      ? [`no principal is named, got ${JSON.stringify(principals)}; name one, or leave the statement out`]
      : []),
    ...aws.flatMap(awsPrincipalProblems),
    ...services
      .filter((service) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(service))
      .map((service) => `not a service principal, got ${JSON.stringify(service)}; write it as "lambda.amazonaws.com"`),
    ...federated
      .filter((provider) => !/^(oidc|saml)-provider\/[^*?]+$/.test(parseArn(provider)?.resource ?? ""))
      .map((provider) => `not an identity provider, got ${JSON.stringify(provider)}; build its ARN with oidcProviderArn`),
  ];
}

function awsPrincipalProblems(principal: string): readonly string[] {
  if (/[*?]/.test(principal)) {
    return [
      `a principal contains a wildcard, got ${JSON.stringify(principal)}; name it exactly, or name the account's root and add onlyPrincipalsLike`,
    ];
  }
  const service = parseArn(principal)?.service;
  if (service === "iam" || service === "sts") return [];
  return [`not the ARN of a principal, got ${JSON.stringify(principal)}; build it with roleArn, userArn or accountRootArn`];
}

function conditionProblems({ conditions = {} }: Statement): readonly string[] {
  const singles = conditionsIn(conditions);
  const places = singles.map(({ operator, key }) => `${operator} on ${key}`.toLowerCase());
  return singles.flatMap(({ operator, key, values }, index) => [
    ...(values.length === 0 ? [`${operator} on ${key} has no value, got []; give one, or leave the condition out`] : []),
    ...(/^[^\s:]+:\S+$/.test(key) ? [] : [`not a condition key, got ${JSON.stringify(key)}; write it with its prefix as "aws:SourceVpc"`]),
    ...(places.indexOf(places[index] ?? "") === index
      ? []
      : [`${operator} tests one key in two spellings, got ${JSON.stringify(key)}; state it once with all its values`]),
  ]);
}

/** Whether the principals include an account as a whole. */
export function namesAccountRoot(principals: Principals | undefined): boolean {
  if (principals === undefined || principals === "anyone") return false;
  return (principals.aws ?? []).some((principal) => parseArn(principal)?.resource === "root");
}
