import { arn, partitionOf } from "../../../iam/arn.ts";
import type { Action } from "../../../iam/catalogue-entries.ts";
import { RESTORED_TAG, VPC_TAG, WORKLOAD_TAG } from "../../../model/names.ts";
import type { Condition } from "../../engine/condition.ts";
import type { Statement } from "../../engine/policy.ts";
import type { Intended, IntendedPod } from "../../intent/intended.ts";
import { isAction } from "../../intent/layers/action-tables.ts";
import type { LayerFacts } from "../../intent/layers/layer-subject.ts";
import { consumerOf } from "../../intent/layers/paths-of-grants.ts";
import { MARK, OWN_TAGS } from "../../intent/safeguards.ts";
import type { Who } from "../../intent/subject.ts";
import { mayCarry } from "../impossible.ts";
import { remembered } from "../once.ts";
import { A_TENANT, ANOTHER_TENANT, UNDECLARED_ACCOUNT } from "../principals.ts";
import { type Carriage, OTHER } from "../values.ts";
import type { LayerQuestion } from "./layer-question.ts";

/** Keys that principal, resource and origin decide. */
const DECIDED =
  /^(?:aws:(?:principal(?!tag)|resource(?:account|org)|sourcevpc|sourcevpce|sourceip|vpc|viaawsservice|calledvia|requestedregion|currenttime|epochtime|securetransport)|kms:(?:viaservice|calleraccount))/;

const isDecided = remembered((key: string) => DECIDED.test(key));

const MULTIVALUED = /^(?:aws:tagkeys|backup:copytargets|dynamodb:(?:leadingkeys|attributes))$/;
/** Keys that AWS services carry for whom they act. */
const OF_SERVICES = /^aws:source(?:account|arn|orgid)$/;
/** The tag that what stacks make is known by, in lower case. */
export const OWN_TAG = MARK.toLowerCase();
const CLAIM = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^:]*)?:(?:aud|sub)$/;

/** Values by key, in lower case. */
type Values = Map<string, Set<string>>;

/**
 * Every way to carry the keys that a layer's statements or its expectation tell apart: each literal, another value, and no value; of
 * multivalued keys two values together, too.
 */
export function waysToCarry(
  intended: Intended,
  facts: LayerFacts,
  question: LayerQuestion,
  action: Action,
  conditions: readonly Condition[],
): Carriage[] {
  const values = expectedKeys(intended, facts, question, action);
  for (const { lowerCaseKey, operator, expected } of conditions) {
    if (isDecided(lowerCaseKey)) continue;
    const found = values.get(lowerCaseKey) ?? new Set<string>();
    values.set(lowerCaseKey, found);
    if (!/null$/i.test(operator)) for (const value of expected) found.add(exampleOf(value, question));
  }
  let all: Carriage[] = [{}];
  for (const [key, literals] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isDecided(key) || !isPossible(key, question, action)) continue;
    const ways = waysOf(key, [...literals]);
    all = all.flatMap((carriage) =>
      ways.map((way) => {
        const value = way ?? (key === TAG_KEYS ? tagsOf(carriage, [...literals]) : undefined);
        return { ...carriage, ...(value === undefined ? {} : { [key]: value }) };
      }),
    );
  }
  return all;
}

/** What the ways to carry the keys of some statements tell apart of principals and resources. */
export function whatWaysTellApart({ asked, principal, resource }: LayerQuestion, statements: readonly Statement[]): readonly unknown[] {
  const { who, isPolled } = principal;
  const carries = statements.some(({ conditions }) => conditions.some(({ variables }) => variables.length > 0)) && principal.carries;
  const { what, type, declared } = resource;
  return [
    [who.kind, isPolled, carries, "provider" in who && who.provider, "vendor" in who && who.vendor],
    [what.kind, type, declared === undefined, declared?.table?.tenants?.prefix, "of" in what && what.of],
    asked.layer === "trust" && what.kind === "role" && what.role,
    who.kind === "service" && resource.account,
  ];
}

/** The pods that run as a workload's role, or take a consumer's; undefined for other roles. */
function podOfRole(intended: Intended, role: Who | undefined): IntendedPod | undefined {
  const name = role?.kind === "workload" ? `${role.account}/${role.workload}` : role?.kind === "access-role" ? role.consumer : "";
  return consumerOf(intended, name)?.pod;
}

const TAG_KEYS = "aws:tagkeys";
const REQUEST_TAG = "aws:requesttag/";

/** What `aws:TagKeys` says of the tags that a request carries; undefined where it carries none. */
function tagsOf(carriage: Carriage, literals: readonly string[]): readonly string[] | undefined {
  const carried = Object.keys(carriage).flatMap((key) => (key.startsWith(REQUEST_TAG) ? [key.slice(REQUEST_TAG.length)] : []));
  return carried.length === 0 ? undefined : carried.map((tag) => literals.find((each) => each.toLowerCase() === tag) ?? tag);
}

function isPossible(key: string, { principal, resource }: LayerQuestion, action: Action): boolean {
  const { who } = principal;
  if (key.startsWith("aws:principaltag/")) return false;
  // The deploy role sets it at restored tables alone.
  if (key === `aws:resourcetag/${RESTORED_TAG}`) return resource.what.kind === "restored";
  // What stacks make has it always.
  if (key === OWN_TAG && resource.what.kind === "key") return resource.declared === undefined;
  if (OF_SERVICES.test(key)) return who.kind === "service";
  if (CLAIM.test(key)) return who.kind === "token" && key.startsWith(`${issuerOf(who.provider)}:`);
  return mayCarry(key, action, resource.type, principal);
}

/** The issuer of a provider, in lower case. */
export const issuerOf = (provider: string): string => (provider.split("oidc-provider/")[1] ?? provider).toLowerCase();

function waysOf(key: string, literals: readonly string[]): (string | readonly string[] | undefined)[] {
  if (!MULTIVALUED.test(key)) return [undefined, ...new Set([...literals, OTHER])];
  const [first] = literals;
  return [undefined, ...literals.map((each) => [each]), [OTHER], ...(first === undefined ? [] : [[first, OTHER]])];
}

/** Keys that decide what is expected, whether or not a statement asks for them. */
function expectedKeys(intended: Intended, facts: LayerFacts, { asked, principal, resource }: LayerQuestion, action: Action): Values {
  const values: Values = new Map();
  const add = (key: string, ...literals: readonly string[]) => values.set(key, new Set([...(values.get(key) ?? []), ...literals]));
  const { who } = principal;
  const { what } = resource;
  const asks = (key: string) =>
    [...action.conditionKeys, ...action.resources.flatMap(({ conditionKeys }) => conditionKeys)].some((each) => each.toLowerCase() === key);
  if (asked.layer === "serviceControl") {
    if (asks("aws:tagkeys")) add("aws:tagkeys", ...OWN_TAGS);
    if ((what.kind === "safeguard" && what.of === "compute") || isAction(action.name, "changesOfCompute"))
      add(`aws:resourcetag/${WORKLOAD_TAG}`);
    if (isAction(action.name, "handing") && who.kind === "deploy")
      add("iam:passedtoservice", "ec2.amazonaws.com", "pods.eks.amazonaws.com");
    if (what.kind === "safeguard" && action.service === "ec2") {
      add(OWN_TAG, intended.name);
      if (asks("ec2:vpceservicename"))
        add("ec2:vpceservicename", "com.amazonaws.eu-west-1.dynamodb", "com.amazonaws.eu-west-1.dynamodb-streams");
    }
    if (what.kind === "safeguard" && what.of === "guardrail")
      add("organizations:policytype", "RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY");
    if (what.kind === "restored") add(`aws:resourcetag/${RESTORED_TAG}`);
    if (what.kind === "safeguard" && what.of === "backups" && asks("backup:copytargets"))
      add("backup:copytargets", ...vaultsFor(intended, resource.account));
    if (what.kind === "stream" && who.kind === "workload") add("lambda:sourcefunctionarn");
    if (what.kind === "key") add(OWN_TAG, intended.name);
  }
  if (asked.layer === "resourceControl" && action.service === "sts" && asks("aws:tagkeys")) add("aws:tagkeys", VPC_TAG);
  if (who.kind === "service" && asked.layer !== "endpoint") {
    add("aws:sourceaccount", intended.accounts.get(resource.account)?.id ?? "");
    if (asked.layer === "resourceControl") add("aws:sourceorgid", facts.organizationId);
  }
  if (asked.layer === "trust" && what.kind === "role" && asks("aws:requesttag/${tagkey}")) {
    // A trust that ought to name a cluster may lack it.
    const pod = podOfRole(intended, what.role);
    const clusters = pod?.identity === "pod-identity" ? pod.clusters.map((cluster) => cluster.arn) : [];
    if (clusters.length > 0) add("aws:requesttag/eks-cluster-arn", ...clusters);
    if (clusters.length > 0 && who.kind === "service") add("aws:sourcearn", ...clusters);
  }
  if (who.kind === "token") {
    const pod = what.kind === "role" ? podOfRole(intended, what.role) : undefined;
    const subjects = pod === undefined ? [] : [`system:serviceaccount:${pod.namespace}:${pod.serviceAccount}`];
    add(`${issuerOf(who.provider)}:sub`, ...(asked.layer === "trust" ? subjects : []));
    if (asked.layer === "trust") add(`${issuerOf(who.provider)}:aud`, "sts.amazonaws.com");
  }
  if (asked.layer === "identity" && who.kind === "tenant-role" && (what.kind === "table" || what.kind === "index")) {
    const prefix = resource.declared?.table?.tenants?.prefix ?? "";
    add("dynamodb:leadingkeys", `${prefix}${A_TENANT}`, `${prefix}${ANOTHER_TENANT}`);
  }
  if (asked.layer === "resourceControl" && who.kind === "vendor" && action.service === "sts")
    add("sts:externalid", intended.vendors.get(who.vendor)?.externalId ?? OTHER);
  if (asked.layer === "trust" && what.kind === "role") {
    const { role } = what;
    if (role?.kind === "access-role" && role.consumer.startsWith("external/"))
      add("sts:externalid", intended.parties.get(role.consumer.slice("external/".length))?.externalId ?? OTHER);
    if (role?.kind === "tenant-role") {
      const tag = intended.accounts.get(role.account)?.resources.find(({ name }) => name === role.table)?.table?.tenants?.tag ?? "";
      add(`aws:requesttag/${tag.toLowerCase()}`, "", A_TENANT);
      add("aws:tagkeys", tag);
    }
  }
  return values;
}

/** A vault of each account, its own first, with which another is named together; and one of an account that nobody declared. */
function vaultsFor({ accounts, homeRegion }: Intended, own: string): string[] {
  const ids = [accounts.get(own)?.id ?? UNDECLARED_ACCOUNT, ...[...accounts.values()].map(({ id }) => id), UNDECLARED_ACCOUNT];
  return [...new Set(ids)].map((accountId) =>
    arn({ partition: partitionOf(homeRegion), service: "backup", region: homeRegion, accountId, resource: "backup-vault:nightly" }),
  );
}

/** A text that a literal with wildcards and variables matches. */
function exampleOf(literal: string, { principal }: LayerQuestion): string {
  const carried = new Map(Object.entries(principal.carries).map(([key, value]) => [key.toLowerCase(), String(value)]));
  return literal.replace(/\$\{([^}]*)\}/g, (_, variable: string) => carried.get(variable.toLowerCase()) ?? OTHER).replace(/[*?]/g, "x");
}
