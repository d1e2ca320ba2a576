import type { Intended, IntendedAccount, IntendedResource } from "../intended.ts";
import { isInside, isThrough, workloadOf } from "../places.ts";
import type { Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { carriedOf, type LayerAsked, type LayerExpectation, type LayerFacts, layerExpects } from "./layer-subject.ts";
import { grantsOf } from "./paths-of-grants.ts";

const PASSED = layerExpects("left", "no guardrail is about it");

/**
 * What the service control policies of an account do to its principals: they deny exactly what the guardrails are for, whatever permissions
 * and other policies say, and pass everything else.
 */
export function expectOfServiceControl(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  facts: LayerFacts,
): LayerExpectation {
  const { who } = asked;
  const account = "account" in who ? intended.accounts.get(who.account) : undefined;
  if (account === undefined || who.kind === "service-linked") return layerExpects("left", "SCPs do not bind it");
  if (account.perimeter !== "enforced") return layerExpects("left", "the account is not enforced");
  return (
    ofTags(asked) ??
    ofBlueprint(intended, asked, account) ??
    ofData(asked) ??
    ofSensitiveStream(asked, resource, account, facts) ??
    ofNetwork(intended, asked, account) ??
    PASSED
  );
}

const isDeploy = ({ kind }: Who): boolean => kind === "deploy";

const except = (isExempt: boolean, because: string): LayerExpectation | undefined =>
  isExempt ? undefined : layerExpects("denied", because);

/** Nobody but the deploy role, and backup roles that copy tags, touches the tags that guardrails know the blueprint's resources by. */
function ofTags(asked: LayerAsked): LayerExpectation | undefined {
  const touches = (carriedOf(asked, "aws:TagKeys") ?? []).some((key) => key.toLowerCase().startsWith("palisade:"));
  if (!touches) return undefined;
  return except(isDeploy(asked.who) || asked.who.kind === "backup-role", "the deploy role sets the blueprint's tags");
}

/** The blueprint itself: its roles, endpoints, identity providers, alarm, and membership of the organization. */
function ofBlueprint(intended: Intended, asked: LayerAsked, { name }: IntendedAccount): LayerExpectation | undefined {
  const { who, action, what } = asked;
  if (isAction(action, "membership")) return layerExpects("denied", "no account leaves the organization");
  if (isAction(action, "rolesOfTheBlueprint") && what.kind === "role" && isGuarded(intended, what.role))
    return except(isDeploy(who), "the deploy role changes the blueprint's roles");
  if (isAction(action, "issuers") && what.kind === "safeguard" && what.of === "identity-provider")
    return except(isDeploy(who), "the deploy role decides whose tokens are trusted");
  if (what.kind !== "safeguard") return undefined;
  const isEndpoint = what.of === "endpoint" || what.of === "another-endpoint";
  if (isEndpoint && isAction(action, "endpoints"))
    return except(isDeploy(who) || carriedOf(asked, MARK) === undefined, "the deploy role changes the perimeter's endpoints");
  if (isEndpoint && isAction(action, "newEndpoints")) {
    const service = carriedOf(asked, "ec2:VpceServiceName")?.join() ?? "";
    return except(isDeploy(who) || !/\.dynamodb(?:-[^.]*)?$/.test(service), "the deploy role makes endpoints for DynamoDB");
  }
  if (what.of === "alarm" && isAction(action, "alarm")) return except(isDeploy(who), `the deploy role changes the alarm of ${name}`);
  return undefined;
}

/** The tag that Palisade's endpoints carry. */
const MARK = "aws:ResourceTag/palisade:organization";

/** Whether guardrails know a role by its name or path. */
function isGuarded(intended: Intended, role: Who | undefined): boolean {
  switch (role?.kind) {
    case "access-role":
    case "tenant-role":
    case "break-glass":
    case "alarm":
    case "deploy":
    case "backup-role":
    case "service-role":
      return true;
    case "workload":
      return workloadOf(intended, role.account, role.workload)?.isExisting !== true;
    default:
      return false;
  }
}

/** What may be done to data by nobody, or by the deploy role or backup roles alone, wherever they are. */
function ofData({ who, action }: LayerAsked): LayerExpectation | undefined {
  if (isAction(action, "policiesOfData")) return except(isDeploy(who), "the deploy role decides who is named at data");
  if (isAction(action, "endsOfKeys")) return except(isDeploy(who), "the deploy role ends keys");
  if (isAction(action, "replication")) return except(isDeploy(who), "the deploy role replicates data");
  if (isAction(action, "backups")) return except(who.kind === "backup-role", "declared backup roles copy tables");
  return isAction(action, "exports") ? layerExpects("denied", "nobody shows items elsewhere") : undefined;
}

/** The streams of sensitive tables are their declared readers' alone. */
function ofSensitiveStream(
  { who, action, what }: LayerAsked,
  resource: IntendedResource | undefined,
  account: IntendedAccount,
  facts: LayerFacts,
): LayerExpectation | undefined {
  if (what.kind !== "stream" || !isAction(action, "records") || resource?.isSensitive !== true || resource.account !== account.name)
    return undefined;
  return except(
    grantsOf(resource, who, facts).some(({ can }) => can.includes("stream")),
    "declared readers read the streams of sensitive tables",
  );
}

/** Items and records are used from the account's own networks, and by the owner's roles from their consumers'. */
function ofNetwork(intended: Intended, asked: LayerAsked, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action, where, region } = asked;
  const areRecords = isAction(action, "records");
  if (!areRecords && !isAction(action, "items")) return undefined;
  if (who.kind === "access-role") return ofAccessRole(intended, asked, who);
  if (who.kind === "backup-role" || who.kind === "service-role") return undefined;
  if (who.kind === "break-glass" && !areRecords) return undefined;
  const isPolled = who.kind === "workload" && workloadOf(intended, who.account, who.workload)?.pollsStreams === true;
  if (isPolled && areRecords) {
    if (carriedOf(asked, "lambda:SourceFunctionArn") === undefined) return undefined;
    return except(isInside(where, account, region), "functions read streams from the account's own networks");
  }
  if (where.kind === "forwarded" && account.services.length > 0)
    return except(account.services.includes(where.service), "no service but a declared one calls for a principal");
  return except(isInside(where, account, region), "the account's data is used from its own networks alone");
}

/** An owner's role is bound to its consumer's network, or to the addresses of its party. */
function ofAccessRole(
  intended: Intended,
  { where, region }: LayerAsked,
  { account, consumer }: Extract<Who, { kind: "access-role" }>,
): LayerExpectation | undefined {
  const because = "an owner's role is bound to its consumer's network";
  if (consumer.startsWith("external/")) {
    const regions = (intended.accounts.get(account)?.resources ?? [])
      .filter(({ grants }) => grants.some((grant) => "party" in grant.consumer && `external/${grant.consumer.party}` === consumer))
      .map((each) => each.region);
    return except(
      where.kind === "internet" && where.parties.includes(consumer.slice("external/".length)) && regions.includes(region),
      because,
    );
  }
  const [owner = "", name = ""] = consumer.split("/");
  return except(isThrough(where, workloadOf(intended, owner, name)?.network, region), because);
}
