import { type Partition, roleArn } from "./arn.ts";

/** What stands in front of a permission set's name in the name of the role that Identity Center makes of it. */
export const PERMISSION_SET_PREFIX = "AWSReservedSSO_";
const SUFFIX_LENGTH = 16;

/**
 * The role of an Identity Center permission set lies under a path that may name the region, and its name ends in sixteen characters of AWS's.
 * The pattern is exactly as long, so that `OnCall` is not `OnCall_ReadOnly`. Nobody makes roles under that path but Identity Center.
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const permissionSetPattern = (partition: Partition, accountId: string, permissionSet: string): string =>
  roleArn({
    partition,
    accountId,
    path: "aws-reserved/sso.amazonaws.com*",
    name: `${PERMISSION_SET_PREFIX}${permissionSet}_${"?".repeat(SUFFIX_LENGTH)}`,
  });

/** One role that the pattern matches, to ask about people with the permission set. */
export const permissionSetExample = (partition: Partition, accountId: string, permissionSet: string): string =>
  roleArn({
    partition,
    accountId,
    path: "aws-reserved/sso.amazonaws.com/eu-west-1",
    name: `${PERMISSION_SET_PREFIX}${permissionSet}_${"0123456789abcdef".slice(0, SUFFIX_LENGTH)}`,
  });
