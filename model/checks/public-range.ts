import ipaddr from "ipaddr.js";
import type { Part } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import type { Report } from "./check.ts";

/** What is wrong with a range that calls from outside are to come from: AWS sees only the public address of a caller from outside (`aws:SourceIp`). */
function publicRangeProblem(range: string): { readonly what: string; readonly remedy: string } | undefined {
  // The library also reads IPv4 in the old notations, in which 010 is eight.
  const isDecimal = range.includes(":") || ipaddr.IPv4.isValidFourPartDecimal(range.split("/")[0] ?? "");
  if (!isDecimal || !ipaddr.isValidCIDR(range)) return { what: "is not an IP range", remedy: "write it like 203.0.113.0/24" };
  const [address, bits] = ipaddr.parseCIDR(range);
  const kind = address.range();
  if (bits < (address.kind() === "ipv4" ? 8 : 19)) return { what: "is nearly the whole internet", remedy: "name the callers' own ranges" };
  if (["private", "carrierGradeNat", "loopback", "linkLocal", "uniqueLocal", "multicast", "broadcast", "unspecified"].includes(kind)) {
    return {
      what: `is a ${kind} range, which AWS never sees as the source of a call`,
      remedy: "name the public addresses that the calls come from",
    };
  }
  const first = (address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(range);
  if (first.toString() !== address.toString())
    return { what: "does not begin on its own boundary", remedy: `write ${first.toString()}/${bits.toString()}` };
  return undefined;
}

/** Reports ranges of a list that callers from outside cannot come from, each at its place. */
export function checkPublicRanges(report: Report, part: Part<unknown>, path: Path, ranges: readonly string[] = []): void {
  for (const [index, range] of ranges.entries()) {
    const wrong = publicRangeProblem(range);
    if (wrong !== undefined) report.problem(part, [...path, index], { what: wrong.what, got: range, remedy: wrong.remedy });
  }
}
