import { allOf, type Conditions } from "../iam/condition.ts";
import type { PolicyDocument } from "../iam/document.ts";
import type { RegionalVpcs } from "../iam/grant-conditions.ts";
import { exceptCalledVia, exceptPrincipals, forPrincipalsLike, keysPresent, outsideRegions, outsideVpcs } from "../iam/guard-conditions.ts";
import { type NonEmpty, nonEmpty } from "../iam/non-empty.ts";
import { type ServiceControlStatement, serviceControlPolicy } from "../iam/service-control-policy.ts";
import { pascalCase } from "../iam/sid.ts";
import { deny } from "../iam/statement.ts";
import { STREAM_DATA_ACTIONS, TABLE_DATA_ACTIONS } from "./table-data.ts";

/** What decides an account's network SCP. */
export interface NetworkPerimeter {
  /** The account's VPCs by region, sorted by region. */
  readonly networks: readonly RegionalVpcs[];
  /** Services that may call for a principal, e.g. `athena.amazonaws.com`. */
  readonly services: readonly string[];
  /** ARNs, or patterns of ARNs, of roles that AWS services use from their own networks. */
  readonly serviceRoles: readonly string[];
  /** ARNs of roles whose streams Lambda polls. */
  readonly streamPollers: readonly string[];
}

/**
 * Table data is used from the account's own networks and from nowhere else.
 *
 * Threat: credentials that were carried off, or a laptop, or another VPC. Exempt, each from what it needs alone: services that the
 * organization declared and that call for a principal (`aws:CalledVia`), the declared roles of services, and for streams the roles that
 * Lambda polls with, whose own functions' credentials carry `lambda:SourceFunctionArn` and are not exempt.
 * VPC ids are unique within a region only, so that each region has a statement of its own, and regions without a network are closed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function networkPerimeter(perimeter: NetworkPerimeter): PolicyDocument<"service control policy"> {
  const { networks, streamPollers } = perimeter;
  const exempt = exemptions(perimeter);
  const exemptFromStreams = exemptions({ ...perimeter, serviceRoles: [...perimeter.serviceRoles, ...streamPollers] });
  const statements: ServiceControlStatement[] = [];
  const close = (where: string, outside: Conditions) => {
    statements.push(
      statement(`DenyTableData${where}`, TABLE_DATA_ACTIONS, outside, exempt),
      statement(`DenyStreamReads${where}`, STREAM_DATA_ACTIONS, outside, exemptFromStreams),
    );
    if (streamPollers.length === 0) return;
    const functions = allOf(forPrincipalsLike(nonEmpty(streamPollers, "stream pollers")), keysPresent(["lambda:SourceFunctionArn"]));
    statements.push(statement(`DenyStreamReadsOfFunctions${where}`, STREAM_DATA_ACTIONS, outside, functions));
  };
  for (const network of networks) close(`OutsideTheNetworksOf${pascalCase(network.region)}`, outsideVpcs(network));
  if (networks.length === 0) close("Anywhere", {});
  else
    close(
      "InOtherRegions",
      outsideRegions(
        nonEmpty(
          networks.map(({ region }) => region),
          "regions",
        ),
      ),
    );
  return serviceControlPolicy(nonEmpty(statements, "statements"));
}

function exemptions({ services, serviceRoles }: Pick<NetworkPerimeter, "services" | "serviceRoles">): Conditions {
  return allOf(
    services.length === 0 ? {} : exceptCalledVia(nonEmpty(services, "services")),
    serviceRoles.length === 0 ? {} : exceptPrincipals(nonEmpty(serviceRoles, "service roles")),
  );
}

function statement(sid: string, actions: NonEmpty<`dynamodb:${string}`>, outside: Conditions, exempt: Conditions): ServiceControlStatement {
  const conditions = allOf(outside, exempt);
  return deny({ sid, actions, resources: ["*"], ...(Object.keys(conditions).length === 0 ? {} : { conditions }) });
}
