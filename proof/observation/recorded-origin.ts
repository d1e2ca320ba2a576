import ipaddr from "ipaddr.js";
import type { RecordedOrigin } from "./recorded-call.ts";
import type { RecordedCaller } from "./recorded-caller.ts";
import { serviceIn } from "./recorded-caller.ts";
import { type TrailRecord, textIn } from "./trail-record.ts";
import type { TrailSurroundings } from "./trail-surroundings.ts";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Services that ask others for what their caller asks of them, and say so: these calls carry `aws:ViaAWSService`. */
const FORWARDING: ReadonlySet<string> = new Set(["dynamodb.amazonaws.com", "secretsmanager.amazonaws.com"]);

/**
 * Finds out where calls came from. Calls through a VPC endpoint have its id, its owner's account, and an address inside of the VPC; the ids of
 * VPCs and endpoints that a deployment makes are not known before, so that the address tells the network.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function networkReader({ networks, ranges }: Pick<TrailSurroundings, "networks" | "ranges">) {
  const byEndpoint = new Map(networks.flatMap((network) => network.endpoints.map((id) => [id, network] as const)));
  const withRange = networks.map((network) => ({ network, range: rangeOf(network.cidr) }));
  const named = ranges.map(rangeOf).filter((range) => range !== undefined);
  const representatives = new Map<string, string>();
  const seen = new Map<string, RecordedOrigin>();

  const ofEndpoint = (id: string, account: string | undefined, address: string): RecordedOrigin => {
    const known = byEndpoint.get(id);
    if (known !== undefined) return { kind: "network", name: known.name };
    const own = withRange.filter(({ network }) => account === undefined || network.account === account);
    const inside = own.filter(({ range }) => range !== undefined && contains(range, address)).map(({ network }) => network);
    const [only] = inside;
    if (only !== undefined && inside.length === 1) return { kind: "network", name: only.name };
    if (inside.length > 1 || own.some(({ range }) => range === undefined) || account === undefined)
      return { kind: "unknown", why: `which network the endpoint ${id} belongs to` };
    return { kind: "undeclared-network", account };
  };

  const ofAddress = (address: string): RecordedOrigin => {
    if (!ipaddr.isValid(address)) return { kind: "unknown", why: `where calls from ${JSON.stringify(address)} come from` };
    if (PRIVATE.has(ipaddr.parse(address).range()))
      return { kind: "unknown", why: "which endpoint calls from private addresses passed, if any" };
    const isWithin = named.map((range) => contains(range, address));
    if (!isWithin.includes(true)) return { kind: "internet" };
    const key = isWithin.join();
    const representative = representatives.get(key) ?? address;
    representatives.set(key, representative);
    return { kind: "address", address: representative };
  };

  return (record: TrailRecord, { invokedBy }: RecordedCaller): RecordedOrigin => {
    const address = textIn(record, "sourceIPAddress") ?? "";
    const service = invokedBy ?? serviceIn(address);
    if (service !== undefined) return { kind: "service", service, isForwarded: FORWARDING.has(service) };
    const endpoint = textIn(record, "vpcEndpointId");
    const account = textIn(record, "vpcEndpointAccountId");
    const key = `${endpoint ?? ""} ${account ?? ""} ${address}`;
    const found = seen.get(key) ?? (endpoint === undefined ? ofAddress(address) : ofEndpoint(endpoint, account, address));
    if (seen.size < MOST_SEEN) seen.set(key, found);
    return found;
  };
}

/** Addresses with which nobody calls over the internet. */
const PRIVATE: ReadonlySet<string> = new Set(["private", "carrierGradeNat", "linkLocal", "loopback", "uniqueLocal"]);

/** So many addresses are remembered; others are looked up each time. */
const MOST_SEEN = 100_000;

function rangeOf(text: string | undefined): Range | undefined {
  if (text === undefined) return undefined;
  try {
    return ipaddr.parseCIDR(text.includes("/") ? text : `${text}/${text.includes(":") ? "128" : "32"}`);
  } catch {
    return undefined;
  }
}

function contains([network, bits]: Range, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}
