import ipaddr from "ipaddr.js";

/** Zones that a network may ever have; the fourth quarter stays free. */
const MOST_ZONES = 3;
const BITS_PER_QUARTER = 2;

/**
 * Ranges of the subnets of a VPC, one for each zone: the first quarters of the VPC's range. They depend only on the zone's place, so
 * that a zone that is added moves no subnet.
 * @throws where the range is no IPv4 range, or there are more zones than quarters
 */
export function subnetRanges(cidr: string, zones: number): string[] {
  if (zones < 1 || zones > MOST_ZONES)
    throw new Error(`zones: must be 1 to ${MOST_ZONES.toString()}, got ${zones.toString()}; name as many availability zones`);
  const [network, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const first = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits - BITS_PER_QUARTER);
  return Array.from({ length: zones }, (_, index) => {
    const start = first + index * size;
    const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
    return `${bytes.join(".")}/${(bits + BITS_PER_QUARTER).toString()}`;
  });
}
