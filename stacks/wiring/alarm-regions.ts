import { topicRegionOf } from "../../components/identity/break-glass-documents.ts";
import type { Partition } from "../../iam/arn.ts";
import type { PlannedOrganization } from "../../model/plan/plan.ts";

/**
 * The region whose events calls to STS's global endpoint are, and which such calls say; other partitions have no such endpoint.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html
 */
const GLOBAL_STS: { readonly [P in Partition]: readonly string[] } = { aws: ["us-east-1"], "aws-cn": [], "aws-us-gov": [] };

/** The regions in which the break-glass alarm of every account listens, sorted; undefined where no alarm is declared. */
export function alarmRegions({
  partition,
  homeRegion,
  breakGlass: { alarmTopic },
}: Pick<PlannedOrganization, "partition" | "homeRegion" | "breakGlass">): readonly string[] | undefined {
  if (alarmTopic === undefined) return undefined;
  return [...new Set([homeRegion, topicRegionOf(alarmTopic), ...GLOBAL_STS[partition]])].sort();
}
