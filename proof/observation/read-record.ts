import { isRecord } from "../world/world-resource.ts";
import { actionsOf } from "./recorded-actions.ts";
import type { ReadRecord, RecordedCall } from "./recorded-call.ts";
import { callerOf } from "./recorded-caller.ts";
import { networkReader } from "./recorded-origin.ts";
import { resourcesOf } from "./recorded-resources.ts";
import { textIn } from "./trail-record.ts";
import type { TrailSurroundings } from "./trail-surroundings.ts";

const NEEDED = ["eventSource", "eventName", "awsRegion", "recipientAccountId"] as const;

/** Codes with which services say that a policy denied a call. */
const DENIED = /AccessDenied|Unauthorized(?:Operation|Access)|^Forbidden$/;

/** Reads records one by one. */
export function recordReader(surroundings: TrailSurroundings): (record: unknown) => ReadRecord {
  const accounts = new Set(surroundings.accounts);
  const services = surroundings.services === undefined ? undefined : new Set(surroundings.services);
  const originOf = networkReader(surroundings);
  return (record) => {
    if (!isRecord(record)) return { kind: "damaged", what: "no record but another value" };
    const missing = NEEDED.find((field) => textIn(record, field) === undefined);
    if (missing !== undefined) return { kind: "damaged", what: `records without ${missing}` };
    if (!isRecord(record["userIdentity"])) return { kind: "damaged", what: "records without userIdentity" };
    const type = textIn(record, "eventType");
    if (type !== undefined && type !== "AwsApiCall" && type !== "AwsVpceEvent")
      return { kind: "foreign", what: `events that are no calls: ${type}` };
    const { service, actions } = actionsOf(textIn(record, "eventSource") ?? "", textIn(record, "eventName") ?? "");
    if (services !== undefined && !services.has(service)) return { kind: "foreign", what: `service: ${service}` };
    const recipient = textIn(record, "recipientAccountId") ?? "";
    const caller = callerOf(record, surroundings);
    if ("foreign" in caller) return { kind: "foreign", what: caller.foreign };
    const found = resourcesOf(record, service, caller, surroundings);
    const owner = found.account ?? recipient;
    if (!accounts.has(recipient) && !accounts.has(caller.account ?? "") && !accounts.has(owner))
      return { kind: "foreign", what: `account: ${recipient}` };
    const call: RecordedCall = {
      principal: caller.principal,
      isPrincipalUnknown: caller.isUnknown,
      actions,
      resources: found.resources,
      isResourceUnknown: found.isUnknown,
      origin: originOf(record, caller),
      context: { "aws:RequestedRegion": textIn(record, "awsRegion") ?? "", ...caller.context, ...found.context },
      wasDenied: DENIED.test(textIn(record, "errorCode") ?? ""),
      isData: textIn(record, "eventCategory") === "Data" || record["managementEvent"] === false,
      copyFor: caller.account !== undefined && caller.account !== recipient && accounts.has(caller.account) ? caller.account : undefined,
      recipient,
    };
    return { kind: "call", call, at: textIn(record, "eventTime") ?? "" };
  };
}
