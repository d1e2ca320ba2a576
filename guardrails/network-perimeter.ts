import { allOf, type Conditions, condition } from "../iam/condition.ts";
import type { RegionalVpcs } from "../iam/grant-conditions.ts";
import {
  calledDirectly,
  calledViaOthersThan,
  exceptPrincipals,
  forPrincipalsLike,
  keysAbsent,
  keysPresent,
  outsideEndpointsOf,
  outsideNetworks,
  outsideRegions,
  outsideVpcs,
} from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import type { ServiceControlStatement } from "../iam/service-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";
import { REGION_TAG, VPC_TAG } from "../model/names.ts";
import { DATA_ACTIONS, STREAM_DATA_ACTIONS, TABLE_DATA_ACTIONS } from "./table-data.ts";

/** The account's role for an external party, or for people, that is used from public addresses. */
export interface ExternalRole {
  /** What Sids call the consumer, e.g. `external-nightjar`. */
  readonly party: string;
  /** Exact ARN. */
  readonly role: string;
  /** The consumer's own public address ranges; undefined for a party without any, whose organization its trust asks for. */
  readonly networks: NonEmpty<string> | undefined;
  /** Regions of what it may use. */
  readonly regions: NonEmpty<string>;
}

/** The account's roles that consumers take, each tagged with the VPC and the region that it is used from. */
export interface AccessRoles {
  readonly pattern: string;
  readonly organizationId: string;
}

/** What decides an account's network SCP. */
export interface NetworkPerimeter {
  /** The account's VPCs by region, sorted by region. */
  readonly networks: readonly RegionalVpcs[];
  /** Services that may call for a principal, e.g. `cloudformation.amazonaws.com`. */
  readonly services: readonly string[];
  /** ARNs, or patterns of ARNs, of roles that AWS services use from their own networks. */
  readonly serviceRoles: readonly string[];
  /** ARNs, or patterns of ARNs, of restore roles, which another guardrail keeps from all items but those that DynamoDB restores. */
  readonly restoreRoles: readonly string[];
  /** ARNs of roles whose streams Lambda polls. */
  readonly streamPollers: readonly string[];
  /** The pattern of the roles that consumers take, and the organization that their networks are in; undefined where the account has no such role. */
  readonly accessRoles: AccessRoles | undefined;
  readonly externalRoles: readonly ExternalRole[];
  /** ARN of the deploy role, which another guardrail keeps from all data. */
  readonly deployRole: string;
  /** ARN of the break-glass role; it uses items from anywhere, but reads no streams. */
  readonly breakGlass: string;
}

/**
 * Table data is used from the account's own networks and from nowhere else.
 *
 * Threat: credentials are used outside the networks, on a laptop or in another VPC. Exempt, each only for what it needs, are:
 * - declared services that call on behalf of a principal (`aws:CalledVia`), and the declared roles of services;
 * - break-glass, for items;
 * - restore roles, for items, which another guardrail leaves to them as far as DynamoDB asks for it while it restores;
 * - roles with which Lambda polls, for streams; the credentials of their functions carry `lambda:SourceFunctionArn` and are not exempt.
 * An access role is a principal of this account that calls from its consumer's network: it is exempt, and statements of its own bind it to
 * the VPC and the region in its tags, however many consumers there are. The role of an external party, or of people with addresses, is bound to these,
 * and exempt where these are; that of a party without addresses is bound to its regions alone. No service calls for either.
 * Where services are declared, direct calls and calls through services have separate statements, so that a decision about a direct call does not
 * depend on how AWS evaluates `ForAllValues` without a key.
 * VPC ids are unique within a region only, so that each region has a statement of its own, and regions without a network are closed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
export function networkPerimeter(perimeter: NetworkPerimeter): NonEmpty<ServiceControlStatement> {
  return nonEmpty(
    [
      ...everybody(perimeter),
      ...(perimeter.accessRoles === undefined ? [] : boundToTheirNetwork(perimeter.accessRoles)),
      ...perimeter.externalRoles.flatMap(boundToTheirAddresses),
    ],
    "statements",
  );
}

function everybody(perimeter: NetworkPerimeter): ServiceControlStatement[] {
  const { networks, services, serviceRoles, restoreRoles, streamPollers, deployRole, breakGlass } = perimeter;
  const forItems = (exempt: readonly string[]) => exceptPrincipals([...exempt, ...serviceRoles, ...restoreRoles, breakGlass]);
  const forStreams = (exempt: readonly string[]) => exceptPrincipals([...exempt, ...serviceRoles, ...streamPollers]);
  // Where direct calls have statements of their own, the deploy role needs no exemption from them: another guardrail denies them anyhow.
  const spared = services.length === 0 ? [deployRole] : [];
  const statements: ServiceControlStatement[] = [];
  const close = (where: string, boundElsewhere: readonly string[], outside: Conditions) => {
    const direct = services.length === 0 ? outside : allOf(outside, calledDirectly());
    const exempt = [...spared, ...boundElsewhere];
    statements.push(
      statement(`DenyTableData${where}`, TABLE_DATA_ACTIONS, allOf(direct, forItems(exempt))),
      statement(`DenyStreamReads${where}`, STREAM_DATA_ACTIONS, allOf(direct, forStreams(exempt))),
    );
    if (streamPollers.length === 0) return;
    const functions = allOf(forPrincipalsLike(nonEmpty(streamPollers, "stream pollers")), keysPresent(["lambda:SourceFunctionArn"]));
    statements.push(statement(`DenyStreamReadsOfFunctions${where}`, STREAM_DATA_ACTIONS, allOf(outside, functions)));
  };
  for (const network of networks)
    close(`OutsideTheNetworksOf${pascalCase(network.region)}`, boundRoles(perimeter, network.region), outsideVpcs(network));
  const [first, ...rest] = networks.map(({ region }) => region);
  if (first === undefined) close("Anywhere", boundRoles(perimeter), {});
  else close("InOtherRegions", boundRoles(perimeter), outsideRegions([first, ...rest]));
  if (services.length === 0) return statements;
  // Calls that a service makes on somebody's behalf carry no VPC, so that only those of declared services are left.
  const ofOthers = calledViaOthersThan(nonEmpty(services, "services"));
  return [
    ...statements,
    statement("DenyTableDataThroughOtherServices", TABLE_DATA_ACTIONS, allOf(ofOthers, forItems([deployRole]))),
    statement("DenyStreamReadsThroughOtherServices", STREAM_DATA_ACTIONS, allOf(ofOthers, forStreams([deployRole]))),
  ];
}

/** Roles that statements of their own bind to a place and deny elsewhere; of external parties all of them, or those with a place in one region. */
function boundRoles({ accessRoles, externalRoles }: NetworkPerimeter, region?: string): string[] {
  const isThere = (regions: readonly string[]) => region === undefined || regions.includes(region);
  return [
    ...(accessRoles === undefined ? [] : [accessRoles.pattern]),
    ...externalRoles.flatMap(({ role, regions }) => (isThere(regions) ? [role] : [])),
  ];
}

/** Sids of the statements that bind an external party's role: to its addresses, and to the regions of what it may use. */
export const addressSids = (party: string): readonly [string, string] => [
  `Deny${pascalCase(party)}OutsideItsNetworks`,
  `Deny${pascalCase(party)}InOtherRegions`,
];

/**
 * An access role uses data through its consumer's VPC alone, which its tags say. The deploy role alone sets these, and no session brings along
 * others. A variable without a value may void its statement, so that a role without one of the tags is denied in statements of their own. That
 * the endpoint is the organization's is asked in a statement that no tag lifts: who set the tags would still be kept from a stranger's VPC.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function boundToTheirNetwork({ pattern, organizationId }: AccessRoles): ServiceControlStatement[] {
  const them = forPrincipalsLike([pattern]);
  const denying = (where: string, outside: Conditions) => statement(`DenyAccessRoles${where}`, DATA_ACTIONS, allOf(them, outside));
  return [
    denying("OutsideTheirNetwork", condition("StringNotEquals", "aws:SourceVpc", [`\${${VPC_OF_ROLE}}`])),
    denying("InOtherRegions", condition("StringNotEquals", "aws:RequestedRegion", [`\${${REGION_OF_ROLE}}`])),
    denying("WithoutNetwork", keysAbsent([VPC_OF_ROLE])),
    denying("WithoutRegion", keysAbsent([REGION_OF_ROLE])),
    denying("OutsideTheOrganization", outsideEndpointsOf(organizationId)),
  ];
}

const VPC_OF_ROLE = `aws:PrincipalTag/${VPC_TAG}` as const;
const REGION_OF_ROLE = `aws:PrincipalTag/${REGION_TAG}` as const;

function boundToTheirAddresses({ party, role, networks, regions }: ExternalRole): ServiceControlStatement[] {
  const them = forPrincipalsLike([role]);
  const [outside, elsewhere] = addressSids(party);
  return [
    ...(networks === undefined ? [] : [statement(outside, DATA_ACTIONS, allOf(them, outsideNetworks(networks)))]),
    statement(elsewhere, DATA_ACTIONS, allOf(them, outsideRegions(regions))),
  ];
}

function statement(sid: string, actions: NonEmpty<`dynamodb:${string}`>, conditions: Conditions): ServiceControlStatement {
  return deny({ sid, actions, resources: ["*"], conditions });
}
