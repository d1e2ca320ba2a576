import { BreakGlassAlarm } from "../../components/identity/break-glass-alarm.ts";
import { BreakGlassRole } from "../../components/identity/break-glass-role.ts";
import type { Partition } from "../../iam/arn.ts";
import { ALARM_PATH, BREAK_GLASS_PATH, roleNameOf } from "../../model/names.ts";
import type { AccountContext } from "../wiring/layer.ts";

/** Where calls to STS's global endpoint are events; other partitions have none. */
const GLOBAL_STS: { readonly [P in Partition]: readonly string[] } = { aws: ["us-east-1"], "aws-cn": [], "aws-us-gov": [] };

/** The account's break-glass role, and the alarm where a topic for it is declared. */
export function breakGlass({ account, plan, provider }: AccountContext): void {
  const { partition, homeRegion, breakGlass: declared } = plan.organization;
  const place = { partition, accountId: account.id };
  const sensitiveTables = account.tables.flatMap(({ classification, arn }) =>
    classification === "sensitive" && arn !== undefined ? [arn] : [],
  );
  const { role, trusted, maxSessionHours, alarmTopic } = declared;
  const made = new BreakGlassRole(
    "break-glass",
    { ...place, roleName: role, path: BREAK_GLASS_PATH, trusted, maxSessionHours, sensitiveTables },
    { provider },
  );
  if (alarmTopic === undefined) return;
  const regions = [homeRegion, ...account.networks.map(({ region }) => region), ...GLOBAL_STS[partition]];
  new BreakGlassAlarm(
    "break-glass-alarm",
    { ...place, roleArn: made.arn, topicArn: alarmTopic, regions, alarmRoleName: roleNameOf("alarm", role), path: ALARM_PATH },
    { provider },
  );
}
