import { domainOf, partitionOf } from "../place.ts";
import { textOf } from "../properties.ts";
import type { DataSource } from "../resource-type.ts";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const GET_CALLER_IDENTITY: DataSource = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  answer: ({ account, principal }) => ({ id: account, accountId: account, arn: principal, userId: account }),
};

/** The partition of the provider's region. */
export const GET_PARTITION: DataSource = {
  token: "aws:index/getPartition:getPartition",
  answer: ({ region }) => {
    const domain = domainOf(region);
    return {
      id: partitionOf(region),
      partition: partitionOf(region),
      dnsSuffix: domain,
      reverseDnsPrefix: domain.split(".").reverse().join("."),
    };
  },
};

/** The provider's region, or the one asked for. */
export const GET_REGION: DataSource = {
  token: "aws:index/getRegion:getRegion",
  answer: ({ region, args }) => {
    const name = textOf(args, "name") ?? region;
    return { id: name, name, region: name, description: name, endpoint: `ec2.${name}.${domainOf(name)}` };
  },
};

const ZONE_LETTERS = ["a", "b", "c"];

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html. Every modelled region has three zones. */
export const GET_AVAILABILITY_ZONES: DataSource = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  answer: ({ region }) => ({
    id: region,
    region,
    names: ZONE_LETTERS.map((letter) => region + letter),
    zoneIds: ZONE_LETTERS.map((_, index) => `${region}-az${index + 1}`),
    groupNames: [region],
  }),
};

/** The service principal of a service, e.g. for a trust policy. */
export const GET_SERVICE_PRINCIPAL: DataSource = {
  token: "aws:index/getServicePrincipal:getServicePrincipal",
  answer: ({ region, args }) => {
    const service = textOf(args, "serviceName") ?? "";
    const suffix = "amazonaws.com";
    return { id: `${service}.${region}.${suffix}`, name: `${service}.${suffix}`, region, serviceName: service, suffix };
  },
};
