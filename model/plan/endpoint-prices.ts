/** What AWS charges for one interface endpoint in one availability zone. */
export interface EndpointPrice {
  readonly usdPerHour: number;
  /** AWS's name of the usage in its price list, by which the figure is found again. */
  readonly usageType: string;
  /** The day of the price list, or on which the figure was read there. */
  readonly date: string;
}

/** AWS bills each hour of each zone, whether the endpoint is used or not. https://aws.amazon.com/privatelink/pricing/ */
export const PRICES_SOURCE = "AWS Price List, AmazonVPC";

/** What comes on top: all data that passes, by the tier of the whole region. https://aws.amazon.com/privatelink/pricing/ */
export const DATA_PROCESSING = "$0.01 per GB processed (first PB of a month in a region)";

const HOURS_PER_MONTH = 730;
const CENTS = 100;

/**
 * Prices by region. None was read at AWS: each is quoted, with its usage type, from AWS's price list by public documents of that date
 * (`https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonVPC/current/<region>/index.json`). A region for which no such quotation
 * was found has no price here, rather than a guess.
 */
const PRICES: Readonly<Record<string, EndpointPrice>> = {
  "ap-northeast-1": { usdPerHour: 0.014, usageType: "APN1-VpcEndpoint-Hours", date: "2026-09-13" },
  "ap-southeast-5": { usdPerHour: 0.0117, usageType: "APS7-VpcEndpoint-Hours", date: "2026-09-17" },
  "eu-central-1": { usdPerHour: 0.012, usageType: "EUC1-VpcEndpoint-Hours", date: "2026-09-09" },
  "eu-west-1": { usdPerHour: 0.011, usageType: "EU-VpcEndpoint-Hours", date: "2026-09-14" },
  "eu-west-2": { usdPerHour: 0.011, usageType: "EUW2-VpcEndpoint-Hours", date: "2026-09-17" },
  "us-east-1": { usdPerHour: 0.01, usageType: "USE1-VpcEndpoint-Hours", date: "2026-09-17" },
  "us-west-2": { usdPerHour: 0.01, usageType: "USW2-VpcEndpoint-Hours", date: "2026-10-06" },
};

/** The price in a region; undefined where none is listed here. */
export const endpointPrice = (region: string): EndpointPrice | undefined => (Object.hasOwn(PRICES, region) ? PRICES[region] : undefined);

/** US dollars for one endpoint in so many zones over a month of 730 hours, to the cent; undefined where no price is listed. */
export function endpointMonth(region: string, zones: number): number | undefined {
  const price = endpointPrice(region);
  return price === undefined ? undefined : Math.round(price.usdPerHour * HOURS_PER_MONTH * zones * CENTS) / CENTS;
}
