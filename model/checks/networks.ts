import ipaddr from "ipaddr.js";
import type { AccountDraft, Draft } from "../reading/draft.ts";
import { entry } from "../reading/entry.ts";
import type { Part } from "../reading/part.ts";
import { namesAt } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { AccountFile, DeclaredNetwork } from "../schema/account.ts";
import type { Check } from "./check.ts";

/** An address range of a network, as the first and last of its addresses. */
interface Range {
  readonly first: number;
  readonly last: number;
  readonly cidr: string;
  readonly title: string;
  readonly created: boolean;
  readonly part: Part<AccountFile>;
  readonly path: Path;
}

/** Networks: their ranges, what is shared from where, what an existing one may be given. */
export function checkNetworks({ draft, report }: Check): void {
  const ranges: Range[] = [];
  const vpcs = new Map<string, string>();
  for (const { name: account, account: part } of draft.accounts) {
    for (const [name, network] of Object.entries(part?.value?.networks ?? {})) {
      if (part === undefined) continue;
      const path = ["networks", name];
      if ("sharedFrom" in network) {
        const wrong = sharingProblem(draft, account, network.sharedFrom);
        if (wrong !== undefined) {
          report.problem(part, [...path, "sharedFrom"], { ...wrong, got: network.sharedFrom });
          continue;
        }
        report.warning(part, [...path, "sharedFrom"], {
          what: "is shared, so that its id admits every account that takes part in it",
          got: network.sharedFrom,
          remedy: "share subnets only with accounts that may reach this account's tables",
        });
        continue;
      }
      if ("existing" in network) {
        const twin = vpcs.get(network.existing);
        if (twin !== undefined)
          report.problem(part, [...path, "existing"], {
            what: `is declared already as ${twin}`,
            got: network.existing,
            remedy: "keep one of the two, or use sharedFrom",
          });
        vpcs.set(network.existing, `${account}/${name}`);
        if (part.value?.id === undefined && part.value?.email !== undefined)
          report.problem(part, [...path, "existing"], {
            what: "exists already, in an account that is created here",
            got: network.existing,
            remedy: "add the account's id, or give the network a cidr in place of existing, so that it is created too",
          });
        checkEndpoint(network, (finding) => report.problem(part, path, finding, "name"));
      }
      if (network.cidr === undefined) continue;
      const range = rangeOf(network.cidr, "existing" in network ? "existing" : "created");
      if ("what" in range) report.problem(part, [...path, "cidr"], { ...range, got: network.cidr });
      else
        ranges.push({
          ...range,
          cidr: network.cidr,
          title: `${account}/${name}`,
          created: !("existing" in network),
          part,
          path: [...path, "cidr"],
        });
    }
  }
  checkOverlaps(ranges, report);
}

function sharingProblem(draft: Draft, account: string, from: string): { readonly what: string; readonly remedy: string } | undefined {
  const [owner = "", name = ""] = from.split("/");
  if (owner === account) return { what: "is shared from its own account", remedy: "use the network itself" };
  const sharing = draft.byName.get(owner);
  if (sharing === undefined)
    return { what: "names no declared account", remedy: chooseFrom(owner, draft.byName.keys(), "declare the account") };
  const names = namesAt(sharing.account, ["networks"]);
  if (names?.includes(name) === false)
    return { what: `names no network of ${owner}`, remedy: chooseFrom(name, names, `${owner} has no network`) };
  const network = entry(sharing.account?.value?.networks, name);
  if (network === undefined || !("sharedFrom" in network)) return undefined;
  // Networks that two accounts share with each other are reported as a cycle.
  if (network.sharedFrom.startsWith(`${account}/`)) return undefined;
  return { what: "is itself shared from another account", remedy: `write sharedFrom: ${network.sharedFrom}` };
}

/** DynamoDB must be reachable: through an endpoint that is there, or one that may be added. */
function checkEndpoint(
  network: Extract<DeclaredNetwork, { existing: string }>,
  problem: (finding: { what: string; remedy: string }) => void,
): void {
  const adds = network.adds?.includes("endpoints") === true;
  if (network.dynamodbEndpoint !== undefined && network.routeTables !== undefined) {
    problem({
      what: "names both its DynamoDB endpoint and route tables for a new one",
      remedy: "keep dynamodbEndpoint, or adds and routeTables",
    });
  } else if (network.dynamodbEndpoint === undefined && !adds) {
    problem({ what: "has no way to DynamoDB", remedy: "add dynamodbEndpoint: vpce-…, or adds: [endpoints] with routeTables: [rtb-…]" });
  } else if (network.dynamodbEndpoint === undefined && network.routeTables === undefined) {
    problem({ what: "may be given an endpoint but names no route tables for it", remedy: "add routeTables: [rtb-…]" });
  }
}

/** A created network's subnets are quarters of its range, and AWS takes none smaller than /28 (VPC user guide, "Subnet CIDR blocks"). */
const SMALLEST = { created: 26, existing: 28 } as const;

/** AWS takes VPC ranges from /16 to /28 (VPC user guide, "VPC CIDR blocks"). */
function rangeOf(
  cidr: string,
  kind: keyof typeof SMALLEST,
): { readonly first: number; readonly last: number } | { readonly what: string; readonly remedy: string } {
  // The library also reads the old notations, in which 010 is eight.
  const isDecimal = ipaddr.IPv4.isValidFourPartDecimal(cidr.split("/")[0] ?? "");
  if (!isDecimal || !ipaddr.IPv4.isValidCIDR(cidr)) return { what: "is not an IPv4 range", remedy: "write it like 10.20.0.0/16" };
  const [address, bits] = ipaddr.IPv4.parseCIDR(cidr);
  if (kind === "created" && bits > SMALLEST.created && bits <= SMALLEST.existing)
    return { what: "is too small for subnets, which are quarters of it and at least /28", remedy: "choose a size from /16 to /26" };
  if (bits < 16 || bits > SMALLEST.existing) return { what: "is outside of AWS's sizes, /16 to /28", remedy: "choose a size between them" };
  const first = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  if (first % size !== 0) {
    const right = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
    return { what: "does not begin on its own boundary", remedy: `write ${right}/${bits.toString()}` };
  }
  return { first, last: first + size - 1 };
}

function checkOverlaps(ranges: readonly Range[], report: Check["report"]): void {
  const sorted = [...ranges].sort((a, b) => a.first - b.first || b.last - a.last || (a.title < b.title ? -1 : 1));
  let widest: Range | undefined;
  for (const range of sorted) {
    if (widest !== undefined && range.first <= widest.last) {
      const finding = { what: `overlaps ${widest.cidr} of ${widest.title}`, got: range.cidr, remedy: "choose another range" };
      if (range.created || widest.created) report.problem(range.part, range.path, finding);
      else report.warning(range.part, range.path, { ...finding, remedy: "both exist; they can never be connected" });
    }
    if (widest === undefined || range.last > widest.last) widest = range;
  }
}

/** The network's region and the account whose VPC it is; undefined where a reference leads nowhere. */
export function resolveNetwork(
  draft: Draft,
  account: AccountDraft,
  name: string,
): { readonly owner: string; readonly name: string; readonly region: string } | undefined {
  const network = entry(account.account?.value?.networks, name);
  if (network === undefined) return undefined;
  if (!("sharedFrom" in network)) return { owner: account.name, name, region: network.region };
  const [owner = "", original = ""] = network.sharedFrom.split("/");
  const source = entry(draft.byName.get(owner)?.account?.value?.networks, original);
  return source === undefined || "sharedFrom" in source ? undefined : { owner, name: original, region: source.region };
}
