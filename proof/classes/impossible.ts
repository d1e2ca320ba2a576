import type { Action } from "../../iam/catalogue-entries.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { Who } from "../intent/subject.ts";
import type { OriginClass } from "./origins.ts";
import type { PrincipalClass } from "./principals.ts";

// Combinations that AWS cannot produce. Each rule names its page; a rule that is wrong hides a class, so that rules are few and tested.

/**
 * Whether a request for an action can carry a key at all.
 *
 * - `aws:SourceAccount` comes with the principal's class; `aws:SourceArn` and `aws:SourceOrgID` are set for AWS services alone.
 *   https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn
 * - Claims of tokens are there for bearers of tokens alone.
 * - `lambda:SourceFunctionArn` is in every call that a function makes itself, and in none that Lambda makes with its role: where Lambda
 *   polls streams, the principal's class decides. https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 * - A key of a service, and tags of a request, are there for the actions that list them in the service authorization reference.
 */
export function mayCarry(key: string, action: Action, type: string, { who, isPolled }: PrincipalClass): boolean {
  if (key === "aws:sourceaccount") return false;
  if (key === "aws:sourcearn" || key === "aws:sourceorgid" || key === "aws:sourceorgpaths") return who.kind === "service";
  if (isClaim(key)) return who.kind === "token";
  if (key === "lambda:sourcefunctionarn") return who.kind === "workload" && isPolled === undefined;
  if (!isOfActions(key, action)) return true;
  return [
    ...action.conditionKeys,
    ...action.resources.filter(({ name }) => name === type).flatMap(({ conditionKeys }) => conditionKeys),
  ].some((each) => isKey(each, key));
}

/** Whether only those requests carry a key whose actions list it. */
const isOfActions = (key: string, { service }: Action): boolean =>
  key.split(":")[0] === service || key === "aws:tagkeys" || key.startsWith("aws:requesttag/");

/** Where an action lists a key that only some actions have: for all of its requests, or for those of some types of resources. */
export function carriersOf(key: string, action: Action): string {
  if (!isOfActions(key, action)) return "";
  const isListed = (keys: readonly string[]) => keys.some((each) => isKey(each, key));
  return [
    ...(isListed(action.conditionKeys) ? ["*"] : []),
    ...action.resources.filter(({ conditionKeys }) => isListed(conditionKeys)).map(({ name }) => name),
  ].join();
}

/** Whether the catalogue's name of a key, which may end in a variable, is that of a key in lower case. */
function isKey(listed: string, key: string): boolean {
  const lower = listed.toLowerCase();
  const variable = lower.indexOf("${");
  return variable === -1 ? lower === key : key.startsWith(lower.slice(0, variable));
}

const CARRIERS: ReadonlySet<Who["kind"]> = new Set(["service", "token", "workload"]);

/** What `mayCarry` tells apart of principals. */
export const carrierOf = ({ who }: PrincipalClass): string => (CARRIERS.has(who.kind) ? who.kind : "anyone");

/** A claim of an issuer, whose name has dots and, for clusters, a path. */
const isClaim = (key: string): boolean => /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?:/.test(key);

/**
 * Whether an action acts on a resource of this name at all. Service-linked roles lie under a path of their own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export const actsOn = (action: Action, arn: string): boolean =>
  !/^iam:(?:Create|Delete)ServiceLinkedRole$/.test(action.name) || arn.includes(":role/aws-service-role/");

/**
 * Whether a principal's requests can come from there with these keys. Lambda polls streams from a network of AWS's own, in requests that lack
 * `lambda:SourceFunctionArn`, and DynamoDB forwards what the stream's key is asked for. `aws:TagKeys` names every tag of a request.
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tagkeys
 */
export function canCome({ isPolled, isOfAws }: PrincipalClass, { where, context }: OriginClass, carried: ContextValues): boolean {
  if (!namesItsTags(carried)) return false;
  const isNobodys = where.kind === "internet" && where.parties.length === 0;
  if (isOfAws === true) return isNobodys;
  if (isPolled !== true) return true;
  return !("lambda:sourcefunctionarn" in carried) && (isNobodys || "kms:ViaService" in context);
}

const REQUEST_TAG = "aws:requesttag/";

/** Whether `aws:TagKeys`, where it is carried, names the tags that are. */
function namesItsTags(carried: ContextValues): boolean {
  const named = carried["aws:tagkeys"];
  if (named === undefined) return true;
  const keys = new Set((typeof named === "string" ? [named] : named).map((key) => key.toLowerCase()));
  return Object.keys(carried).every((key) => !key.startsWith(REQUEST_TAG) || keys.has(key.slice(REQUEST_TAG.length)));
}
