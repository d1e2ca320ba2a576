import { BreakGlassAlarm } from "../../components/identity/break-glass-alarm.ts";
import { BreakGlassRole } from "../../components/identity/break-glass-role.ts";
import { ALARM_PATH, BREAK_GLASS_PATH, roleNameOf } from "../../model/names.ts";
import { alarmRegions } from "../wiring/alarm-regions.ts";
import type { AccountContext } from "../wiring/layer.ts";

/** The account's break-glass role, and the alarm where a topic for it is declared. */
export function breakGlass({ account, plan, provider }: AccountContext): void {
  const { partition, breakGlass: declared } = plan.organization;
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
  // Where the account has networks, attempts are heard as well, which are denied there.
  const regions = [...(alarmRegions(plan.organization) ?? []), ...account.networks.map(({ region }) => region)];
  new BreakGlassAlarm(
    "break-glass-alarm",
    { ...place, roleArn: made.arn, topicArn: alarmTopic, regions, alarmRoleName: roleNameOf("alarm", role), path: ALARM_PATH },
    { provider },
  );
}
