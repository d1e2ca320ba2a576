import { isOfWorkloads } from "../compute.ts";
import type { Intended, IntendedAccount, IntendedNetwork, IntendedResource } from "../intended.ts";
import { namedKeyOf } from "../keys.ts";
import {
  hasAddresses,
  holdsAt,
  isFromAddresses,
  isFromAddressesOf,
  isInside,
  isThrough,
  isTo,
  UNDECLARED_VPC,
  workloadOf,
} from "../places.ts";
import { isOwnTag, MARK } from "../safeguards.ts";
import type { Where, Who } from "../subject.ts";
import { isAction } from "./action-tables.ts";
import { ofCompute } from "./compute-control.ts";
import { carriedOf, except, type LayerAsked, type LayerExpectation, layerExpects } from "./layer-subject.ts";
import { grantsOf } from "./paths-of-grants.ts";
import { ofBackups, ofRestores } from "./recovery-control.ts";

const PASSED = layerExpects("left", "no guardrail is about it");

/**
 * What the service control policies of an account do to its principals: they deny exactly what the guardrails are for, whatever permissions
 * and other policies say, and pass everything else.
 */
export function expectOfServiceControl(intended: Intended, asked: LayerAsked, resource: IntendedResource | undefined): LayerExpectation {
  const { who } = asked;
  const account = "account" in who ? intended.accounts.get(who.account) : undefined;
  if (account === undefined || who.kind === "service-linked") return layerExpects("left", "SCPs do not bind it");
  const protectedEverywhere = ofProtection(intended, asked) ?? ofCompute(asked, account);
  if (protectedEverywhere !== undefined) return protectedEverywhere;
  if (account.perimeter !== "enforced") return layerExpects("left", "the account is not enforced");
  return (
    ofTags(asked) ??
    ofBlueprint(asked, account) ??
    ofBackups(intended, asked, account) ??
    ofRestores(asked, resource) ??
    ofData(asked) ??
    (holdsAt(account, asked.at) ? ofOwnDenies(intended, asked, resource, account) : undefined) ??
    PASSED
  );
}

/** What the account's own SCPs say of its networks and of what it declares, which alone may lapse. */
function ofOwnDenies(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  account: IntendedAccount,
): LayerExpectation | undefined {
  return (
    ofDeclaredData(asked, resource, account) ??
    ofSensitiveStream(asked, resource, account) ??
    ofNetwork(intended, asked, account) ??
    ofSecretOrKey(intended, asked, resource, account)
  );
}

const isDeploy = ({ kind }: Who): boolean => kind === "deploy";

/** Nobody but the deploy role, and backup roles that copy tags, touches the tags that guardrails know the blueprint's resources by. */
function ofTags(asked: LayerAsked): LayerExpectation | undefined {
  const touches = (carriedOf(asked, "aws:TagKeys") ?? []).some(isOwnTag);
  if (!touches) return undefined;
  return except(isDeploy(asked.who) || asked.who.kind === "backup-role", "the deploy role sets the blueprint's tags");
}

const GUARDRAIL_TYPES: ReadonlySet<string> = new Set(["RESOURCE_CONTROL_POLICY", "SERVICE_CONTROL_POLICY"]);

/** What stands in every declared account: the blueprint's roles, membership of the organization, guardrails, and what the deploy role never uses. */
function ofProtection(intended: Intended, asked: LayerAsked): LayerExpectation | undefined {
  const { who, action, what, where } = asked;
  if (isAction(action, "membership")) return layerExpects("denied", "no account leaves the organization");
  if (isAction(action, "guardrails") && GUARDRAIL_TYPES.has(carriedOf(asked, "organizations:PolicyType")?.join() ?? ""))
    return layerExpects("denied", "no member account changes a guardrail");
  const isOfOthers = isAction(action, "handing") && isHandedByDeployers(intended, what);
  if (isAction(action, "rolesOfTheBlueprint") && what.kind === "role" && isGuarded(intended, what.role) && !isOfOthers)
    return except(
      isDeploy(who) || (isAction(action, "handing") && what.role?.kind === "restore-role" && who.kind === "restore-role"),
      "the deploy role changes the blueprint's roles",
    );
  if (
    who.kind === "vendor-role" &&
    (isAction(action, "items") || isAction(action, "records") || /^secretsmanager:(?:BatchGet|Get)SecretValue$/i.test(action))
  )
    return layerExpects("denied", "vendors use no data");
  if (!isDeploy(who) || !(isAction(action, "items") || isAction(action, "records"))) return undefined;
  return except(where.kind === "forwarded" && where.service === "dynamodb.amazonaws.com", "the deploy role uses no data");
}

/** Whether a role is a workload's, which its account's deployers hand to what runs it. */
function isHandedByDeployers({ accounts }: Intended, what: LayerAsked["what"]): boolean {
  const account = accounts.get(what.account);
  return what.kind === "role" && account !== undefined && isOfWorkloads(account, what.role);
}

/** The blueprint itself: its endpoints, identity providers and alarm. */
function ofBlueprint(asked: LayerAsked, { name }: IntendedAccount): LayerExpectation | undefined {
  const { who, action, what } = asked;
  if (isAction(action, "issuers") && what.kind === "safeguard" && what.of === "identity-provider")
    return except(isDeploy(who), "the deploy role decides who identifies principals");
  if (what.kind !== "safeguard") return undefined;
  const isEndpoint = what.of === "endpoint" || what.of === "another-endpoint";
  if (isEndpoint && isAction(action, "endpoints"))
    return except(isDeploy(who) || carriedOf(asked, MARK) === undefined, "the deploy role changes the perimeter's endpoints");
  if (isEndpoint && isAction(action, "newEndpoints")) {
    const service = carriedOf(asked, "ec2:VpceServiceName")?.join() ?? "";
    return except(isDeploy(who) || !/\.dynamodb(?:-[^.]*)?$/.test(service), "the deploy role makes endpoints for DynamoDB");
  }
  if (what.of === "connection" && isAction(action, "connections"))
    return except(isDeploy(who), "the deploy role writes connection settings");
  if (what.of === "alarm" && isAction(action, "alarm")) return except(isDeploy(who), `the deploy role changes the alarm of ${name}`);
  return undefined;
}

/** Whether guardrails know a role by its name or path. */
function isGuarded(intended: Intended, role: Who | undefined): boolean {
  switch (role?.kind) {
    case "access-role":
    case "tenant-role":
    case "break-glass":
    case "alarm":
    case "deploy":
    case "backup-role":
    case "restore-role":
    case "service-role":
      return true;
    case "workload":
      return workloadOf(intended, role.account, role.workload)?.isExisting !== true;
    default:
      return false;
  }
}

/** What may be done to data by nobody, or by the deploy role alone, wherever they are. */
function ofData({ who, action }: LayerAsked): LayerExpectation | undefined {
  if (isAction(action, "policiesOfData")) return except(isDeploy(who), "the deploy role decides who is named at data");
  if (isAction(action, "endsOfKeys")) return except(isDeploy(who), "the deploy role ends keys");
  if (isAction(action, "replication")) return except(isDeploy(who), "the deploy role replicates data");
  if (isAction(action, "exports")) return layerExpects("denied", "nobody shows items elsewhere");
  return undefined;
}

/** What may be done to declared tables and secrets by the deploy role, and by who is granted settings. */
function ofDeclaredData(asked: LayerAsked, resource: IntendedResource | undefined, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action, what } = asked;
  if (resource === undefined || resource.account !== account.name) return undefined;
  if (what.kind === "secret") return ofDeclaredSecret(asked);
  if (isAction(action, "vectorSearch") && resource.isSensitive && (what.kind === "table" || what.kind === "index"))
    return layerExpects("denied", "no right gives a search by vectors");
  if (what.kind !== "table") return undefined;
  if (isAction(action, "endsOfTables")) return except(isDeploy(who), "the deploy role ends tables");
  const hasSettings = grantsOf(resource, who).some(({ can }) => can.includes("settings"));
  if (isAction(action, "settingsOfTables"))
    return except(isDeploy(who) || who.kind === "break-glass" || hasSettings, "settings are for who is granted them");
  if (isAction(action, "timeToLive")) return except(isDeploy(who) || hasSettings, "the time to live is for who is granted settings");
  return undefined;
}

/** The deploy role ends declared secrets and names the functions that rotate them. */
function ofDeclaredSecret(asked: LayerAsked): LayerExpectation | undefined {
  const { who, action } = asked;
  if (isAction(action, "endsOfSecrets")) return except(isDeploy(who), "the deploy role ends secrets");
  if (!isAction(action, "rotations")) return undefined;
  const namesFunction = carriedOf(asked, "secretsmanager:RotationLambdaARN") !== undefined;
  return except(isDeploy(who) || !namesFunction, "the deploy role says which function rotates a secret");
}

/** The streams of sensitive tables are their declared readers' alone. */
function ofSensitiveStream(
  { who, action, what }: LayerAsked,
  resource: IntendedResource | undefined,
  account: IntendedAccount,
): LayerExpectation | undefined {
  if (what.kind !== "stream" || !isAction(action, "records") || resource?.isSensitive !== true || resource.account !== account.name)
    return undefined;
  return except(
    grantsOf(resource, who).some(({ can }) => can.includes("stream")),
    "declared readers read the streams of sensitive tables",
  );
}

/** Items and records are used from the account's own networks, and by the owner's roles from their consumers'. */
function ofNetwork(intended: Intended, asked: LayerAsked, account: IntendedAccount): LayerExpectation | undefined {
  const { who, action, where, region } = asked;
  const areRecords = isAction(action, "records");
  if (!areRecords && !isAction(action, "items")) return undefined;
  if (who.kind === "access-role") return ofAccessRole(intended, asked, who);
  if (who.kind === "restore-role" || who.kind === "service-role" || isDeploy(who)) return undefined;
  if (who.kind === "break-glass" && !areRecords) return undefined;
  const own = who.kind === "workload" ? workloadOf(intended, who.account, who.workload) : undefined;
  if (own?.isExempt === true) return undefined;
  if (own?.pollsStreams === true && areRecords) {
    if (carriedOf(asked, "lambda:SourceFunctionArn") === undefined) return undefined;
    return except(isInside(where, account, region), "functions read streams from the account's own networks");
  }
  if (where.kind === "forwarded" && account.services.length > 0)
    return except(account.services.includes(where.service), "no service but a declared one calls for a principal");
  return except(isInside(where, account, region), "the account's data is used from its own networks alone");
}

/** Declared secrets and keys are used from the account's own networks, as long as no service makes the call. */
function ofSecretOrKey(
  intended: Intended,
  asked: LayerAsked,
  resource: IntendedResource | undefined,
  account: IntendedAccount,
): LayerExpectation | undefined {
  const { who, action, what, where, regionOfWhat } = asked;
  if (where.kind === "forwarded" || (resource !== undefined && resource.account !== account.name)) return undefined;
  if (who.kind === "access-role" || who.kind === "backup-role" || who.kind === "service-role") return undefined;
  if (who.kind === "workload" && workloadOf(intended, who.account, who.workload)?.isExempt === true) return undefined;
  const isUse =
    what.kind === "secret"
      ? resource !== undefined && isAction(action, "secretUse")
      : what.kind === "key" && isAction(action, "directKeyUse") && isBoundKey(asked, what.of, resource, account);
  // The statements say no region but that of the resources that they name: KMS and Secrets Manager use those of a call's own region alone.
  return isUse
    ? except(isInside(where, account, regionOfWhat), "declared secrets and keys are used from the account's own networks")
    : undefined;
}

/** Whether guardrails know a key: one that exists, by its ARN; those that stacks make, by their tag, where one is declared by itself. */
function isBoundKey(
  asked: LayerAsked,
  of: "table" | "secret" | "key",
  resource: IntendedResource | undefined,
  { name, resources }: IntendedAccount,
): boolean {
  const makesKeys = resources.some(({ kind, isExisting, region }) => kind === "key" && !isExisting && region === asked.regionOfWhat);
  // A key of the account that nobody declared and that has the tag all the same.
  if (resource === undefined) return makesKeys && asked.what.account === name && carriedOf(asked, MARK) !== undefined;
  if (of === "key" && resource.isExisting) return true;
  return namedKeyOf(resource)?.startsWith("arn:") !== true && makesKeys;
}

/**
 * An owner's role is bound to the addresses of its party, or to its consumer's network: to the VPC and the region in its tags, both of which it
 * has to have, and through endpoints of the organization's.
 */
function ofAccessRole(
  intended: Intended,
  asked: LayerAsked,
  { account, consumer }: Extract<Who, { kind: "access-role" }>,
): LayerExpectation | undefined {
  const { where, region } = asked;
  const because = "an owner's role is bound to its consumer's network";
  if (consumer.startsWith("external/")) {
    const party = consumer.slice("external/".length);
    const regions = (intended.accounts.get(account)?.resources ?? [])
      .filter(({ grants }) => grants.some((grant) => "party" in grant.consumer && `external/${grant.consumer.party}` === consumer))
      .map((each) => each.region);
    const isPlace = intended.parties.get(party)?.networks.length === 0 || isFromAddresses(where, party);
    return except(isPlace && regions.includes(region), because);
  }
  const [owner = "", name = ""] = consumer.split("/");
  const workload = workloadOf(intended, owner, name);
  if (hasAddresses(workload)) {
    const regions = (intended.accounts.get(account)?.resources ?? [])
      .filter(({ grants }) => grants.some((grant) => isTo(grant, consumer)))
      .map((each) => each.region);
    return except(isFromAddressesOf(workload, where) && regions.includes(region), "an owner's role is bound to its people's addresses");
  }
  const network = workload?.network;
  const [vpc, taggedRegion] = ["aws:PrincipalTag/palisade:vpc", "aws:PrincipalTag/palisade:region"].map((tag) => carriedOf(asked, tag));
  const isInRegion = taggedRegion === undefined ? network?.region === region : taggedRegion.includes(region);
  return except(isInRegion && (vpc === undefined ? isOf(where, network) : isOfNobody(where, vpc)), because);
}

/** Whether a request comes out of a declared network, in whatever region. */
const isOf = (where: Where, network: IntendedNetwork | undefined): boolean =>
  network !== undefined && where.kind === "network" && isThrough({ ...where, region: network.region }, network, network.region);

/** Whether a request comes out of a VPC of the organization's that nobody declared, and that a tag names. */
const isOfNobody = (where: Where, vpc: readonly string[]): boolean =>
  vpc.includes(UNDECLARED_VPC) && where.kind === "undeclared-network" && where.account !== undefined;
